import { page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import type { Rows } from "../../../../../lists/rows.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";
import { readWebhooks, type WebhookRow } from "../../../../../webhooks/read_webhooks.ts";
import Webhooks from "./(_islands)/Webhooks.tsx";

interface WebhooksData {
  list: Rows<WebhookRow>;
  includeArchived: boolean;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant } = ctx.state;
    const { searchParams } = ctx.url;
    const includeArchived = searchParams.has("archived");
    const request = { tenantId: tenant.id, after: searchParams.get("after"), includeArchived };
    const outcome = await readWebhooks(client, request);
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page<WebhooksData>({ list: outcome.data, includeArchived });
  },
});

export default define.page<typeof handlers>(({ data, state: { tenant, place } }) => (
  <>
    <PageHeader title="Webhooks" intro="Where this team's events are posted to." />
    <Webhooks {...data} tenantId={tenant.id} path={sectionPath("webhooks", place!)!} />
  </>
));
