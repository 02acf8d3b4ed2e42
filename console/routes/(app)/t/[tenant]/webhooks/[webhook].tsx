import { HttpError, page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";
import { type DeliveryState, readWebhook, type WebhookPage } from "../../../../../webhooks/read_webhooks.ts";
import { webhookIdOf, webhookPath } from "../../../../../webhooks/webhook_path.ts";
import { DELIVERY_STATES } from "../../../../../webhooks/webhook_words.ts";
import Webhook from "./(_islands)/Webhook.tsx";

interface WebhookData extends WebhookPage {
  state: DeliveryState | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const id = webhookIdOf(ctx.params.webhook!);
    const state = DELIVERY_STATES.find((one) => one === searchParams.get("state")) ?? null;
    const outcome = await readWebhook(ctx.state.client, { id, after: searchParams.get("after"), state });
    if (outcome.kind === "failed") {
      throw outcome.reason === "validation" ? new HttpError(404) : httpErrorOf(outcome);
    }
    if (outcome.data === null) throw new HttpError(404);
    const { url, description } = outcome.data.webhook;
    ctx.state.detail = description ?? new URL(url).host;
    return page<WebhookData>({ ...outcome.data, state });
  },
});

export default define.page<typeof handlers>(({ data, state: { place } }) => (
  <>
    <PageHeader title="Webhook" intro={data.webhook.description ?? data.webhook.url} />
    <Webhook {...data} path={webhookPath(sectionPath("webhooks", place!)!, data.webhook.id)} />
  </>
));
