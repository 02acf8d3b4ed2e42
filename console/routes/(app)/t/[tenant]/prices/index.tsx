import { HttpError, page } from "fresh";
import { isConfirmed } from "../../../../../components/ConfirmByName.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { sentence } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import { PriceLookup } from "../../../../../prices/PriceLookup.tsx";
import {
  type EffectivePrices,
  type PricesPage,
  readEffectivePrices,
  readPrices,
} from "../../../../../prices/read_prices.ts";
import { movePrice } from "../../../../../prices/save_price.ts";
import { publish } from "../../../../../publishing/publishing_state.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage, mayPublish } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import Prices from "./(_islands)/Prices.tsx";

interface PricesData extends PricesPage {
  includeArchived: boolean;
  lookup: Lookup;
  /** Why what a form asked for was not done. */
  problem: string | null;
}

interface Lookup {
  provider: string;
  model: string;
  prices: EffectivePrices | null;
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    return page<PricesData>({ ...await pageOf(ctx.state, ctx.url), problem: null });
  },

  /** What the page's forms post where there is no script. */
  async POST(ctx) {
    const problem = await change(ctx.state, await readForm(ctx.req));
    if (problem === null) return ctx.redirect(sectionPath("prices", ctx.state.place!)!, 303);
    return page<PricesData>({ ...await pageOf(ctx.state, ctx.url), problem: sentence(problem) }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data: { problem, lookup, providers, ...data }, state }) => (
  <>
    <PageHeader
      title="Prices"
      intro="What requests cost is reckoned by the public price list, unless you have a price of your own."
    />
    {problem && (
      <div class="mb-4">
        <Notice tone="error">{problem}</Notice>
      </div>
    )}
    <div class="flex flex-col gap-4">
      <Prices
        {...data}
        slug={state.tenant.slug}
        path={sectionPath("prices", state.place!)!}
        canWrite={mayManage(state.tenant.role)}
        canPublish={mayPublish(state.tenant.role)}
      />
      <PriceLookup {...lookup} providers={providers} />
    </div>
  </>
));

async function pageOf(state: State, { searchParams }: URL) {
  const { client, tenant } = state;
  const includeArchived = searchParams.has("archived");
  const request = { slug: tenant.slug, after: searchParams.get("after"), includeArchived };
  const [outcome, lookup] = await Promise.all([readPrices(client, request), lookUp(state, searchParams)]);
  if (outcome.kind === "failed") throw httpErrorOf(outcome);
  const { list, publishing, providers } = outcome;
  return { list, publishing, providers, includeArchived, lookup };
}

async function lookUp({ client, tenant }: State, params: URLSearchParams): Promise<Lookup> {
  const [provider, model] = ["provider", "model"].map((name) => (params.get(name) ?? "").trim()) as [string, string];
  const asked = { provider, model, prices: null, problem: null };
  if (provider === "" || model === "") return asked;
  const outcome = await readEffectivePrices(client, { tenantId: tenant.id, provider, model });
  return outcome.kind === "failed"
    ? { ...asked, problem: sentence(outcome.issues[0]?.message ?? outcome.message) }
    : { ...asked, prices: outcome.prices };
}

/** Null when it is done, else why not. */
async function change({ client, tenant }: State, form: URLSearchParams): Promise<string | null> {
  const moved = { id: form.get("id") ?? "", version: Number(form.get("version")) || 0 };
  switch (form.get("action")) {
    case "archive": {
      if (!isConfirmed(form.get("confirmation"), form.get("name") ?? "")) {
        return "What you typed is not its name: the price is not archived.";
      }
      const outcome = await movePrice(client, "archive", moved);
      return outcome.kind === "saved" ? null : outcome.message;
    }
    case "restore": {
      const outcome = await movePrice(client, "restore", moved);
      return outcome.kind === "saved" ? null : outcome.message;
    }
    case "publish": {
      const outcome = await publish(client, tenant.id, Number(form.get("baseRevision")) || 0);
      return outcome.kind === "published" ? null : outcome.message;
    }
  }
  throw new HttpError(400, "This form is not one of ours.");
}
