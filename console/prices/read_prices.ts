import type { Client } from "@urql/core";
import { effectivePriceQuery, priceQuery, pricesQuery } from "../graphql/documents/prices.ts";
import type { Failure } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";
import { type PublishingState, publishingStateOf } from "../publishing/publishing_state.ts";
import type { Price } from "./price_values.ts";

export interface PricesRequest {
  slug: string;
  after: string | null;
  /** Also those out of use. */
  includeArchived: boolean;
}

export interface PricesPage {
  list: Rows<Price>;
  publishing: PublishingState;
  providers: readonly string[];
}

/** Reads a page of a tenant's own prices, and with it what is published. */
export async function readPrices(
  client: Client,
  request: PricesRequest,
): Promise<{ kind: "page" } & PricesPage | Failure> {
  const variables = { ...request, first: PAGE_SIZE };
  const outcome = queryOutcome(
    await client.query(pricesQuery, variables, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { tenant } = outcome.data;
  return {
    kind: "page",
    list: rowsOf(tenant.prices),
    publishing: publishingStateOf(tenant),
    providers: tenant.providers.edges.map(({ node }) => node.name),
  };
}

/** One of a tenant's prices; null where it has none of that id. */
export async function readPrice(
  client: Client,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<{ kind: "price"; price: Price | null } | Failure> {
  const outcome = queryOutcome(await client.query(priceQuery, { id }).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  return { kind: "price", price: node?.__typename === "Price" && node.tenant.id === tenantId ? node : null };
}

export type EffectivePrice = NonNullable<ResultOf<typeof effectivePriceQuery>["effectivePrice"]>;

/** What a model costs now and after a publish; null where that is not known. */
export interface EffectivePrices {
  published: EffectivePrice | null;
  draft: EffectivePrice | null;
}

export async function readEffectivePrices(
  client: Client,
  variables: { tenantId: string; provider: string; model: string },
): Promise<{ kind: "prices"; prices: EffectivePrices } | Failure> {
  const ask = async (published: boolean) =>
    queryOutcome(await client.query(effectivePriceQuery, { ...variables, published }).toPromise());
  const [published, draft] = await Promise.all([ask(true), ask(false)]);
  if (published.kind === "failed") return published;
  if (draft.kind === "failed") return draft;
  return { kind: "prices", prices: { published: published.data.effectivePrice, draft: draft.data.effectivePrice } };
}

const PAGE_SIZE = 50;
