import type { PriceOverride as PriceRow } from "../../prisma/generated/client/client.ts";
import { builder } from "../graphql/builder.ts";
import { Versioned } from "../graphql/versioned.ts";
import { decimalText } from "./decimal_text.ts";
import { priceOf } from "./price_row.ts";

export const TierMultiplier = builder.objectRef<{ tier: string; multiplier: number }>("TierMultiplier").implement({
  description: "What the whole price is multiplied by in a service tier.",
  fields: (t) => ({
    tier: t.exposeString("tier", { description: "The tier as the provider calls it: `batch`, `flex`, `priority`, …." }),
    multiplier: t.field({
      type: "Decimal",
      description: "Times the price: `0.5` halves it.",
      resolve: ({ multiplier }) => decimalText(multiplier),
    }),
  }),
});

/** A record of multipliers as a list, in the tiers' order. */
export function tierList(multipliers: Readonly<Record<string, number>>): { tier: string; multiplier: number }[] {
  return Object.entries(multipliers).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([tier, multiplier]) => ({ tier, multiplier }));
}

export const PriceNode = builder.prismaNode("PriceOverride", {
  name: "Price",
  description: "A tenant's own price for a model, over the price list's. Rates are US dollars for a million tokens.",
  id: { field: "id" },
  interfaces: [Versioned],
  authScopes: (price) => ({ can: { action: "price.read", tenantId: price.tenantId } }),
  fields: (t) => ({
    provider: t.exposeString("provider", {
      nullable: true,
      description: "The name of the provider that it is for; null: of every provider.",
    }),
    model: t.exposeString("model", { description: "The model's whole name, as it is asked for or as it serves." }),
    inputPerMillionUsd: t.field({
      type: "Decimal",
      nullable: true,
      description: "What input costs; null beside an output price: nothing.",
      resolve: ({ inputPerMillionUsd }) => rateText(inputPerMillionUsd),
    }),
    outputPerMillionUsd: t.field({
      type: "Decimal",
      nullable: true,
      description: "What output costs; null beside an input price: nothing.",
      resolve: ({ outputPerMillionUsd }) => rateText(outputPerMillionUsd),
    }),
    cacheReadPerMillionUsd: t.field({
      type: "Decimal",
      nullable: true,
      description: "What input that is read from a cache costs; null: as other input.",
      resolve: ({ cacheReadPerMillionUsd }) => rateText(cacheReadPerMillionUsd),
    }),
    cacheWritePerMillionUsd: t.field({
      type: "Decimal",
      nullable: true,
      description: "What input that is written to a cache costs; null: as other input.",
      resolve: ({ cacheWritePerMillionUsd }) => rateText(cacheWritePerMillionUsd),
    }),
    tierMultipliers: t.field({
      type: [TierMultiplier],
      description: "Multipliers on the whole price by service tier; of other tiers the price list's hold.",
      resolve: (price) => tierList(priceOf(price).tierMultipliers),
    }),
    tenant: t.relation("tenant", { description: "Whose it is." }),
  }),
});

builder.prismaObjectFields("Tenant", (t) => ({
  prices: t.relatedConnection("prices", {
    cursor: "id",
    description: "The tenant's own prices as the draft has them, the oldest first.",
    args: { includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }) },
    query: ({ includeArchived }) => ({ where: includeArchived ? {} : { archivedAt: null }, orderBy: { id: "asc" } }),
    authScopes: (tenant) => ({ can: { action: "price.read", tenantId: tenant.id } }),
  }),
}));

function rateText(rate: PriceRow["inputPerMillionUsd"]): string | null {
  return rate === null ? null : rate.toFixed();
}
