import type { EffectivePrice } from "../../shared/pricing/price_book.ts";
import type { Rate } from "../../shared/pricing/token_rates.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { decimalText } from "./decimal_text.ts";
import { effectivePrice } from "./effective_price.ts";
import { PriceNode, tierList, TierMultiplier } from "./schema.ts";

const PriceSource = builder.enumType("PriceSource", {
  description: "Whose price it is.",
  values: {
    OVERRIDE: { value: "override", description: "The tenant's own." },
    LIST: { value: "list", description: "The public price list's, or the mock provider's." },
  } as const,
});

const RateStep = builder.objectRef<{ start: number; price: number }>("RateStep").implement({
  description: "A price that holds once the whole input is larger.",
  fields: (t) => ({
    aboveInputTokens: t.int({ description: "Once the input has more tokens.", resolve: ({ start }) => start }),
    perMillionUsd: t.field({
      type: "Decimal",
      description: "US dollars for a million tokens.",
      resolve: ({ price }) => decimalText(price),
    }),
  }),
});

const TokenRate = builder.objectRef<Rate & object | { base: number; tiers: [] }>("TokenRate").implement({
  description: "What tokens of one kind cost.",
  fields: (t) => ({
    perMillionUsd: t.field({
      type: "Decimal",
      description: "US dollars for a million tokens.",
      resolve: ({ base }) => decimalText(base),
    }),
    steps: t.field({
      type: [RateStep],
      description: "Prices that hold for larger inputs, the smallest first; mostly none.",
      resolve: ({ tiers }) => [...tiers],
    }),
  }),
});

/** With the question's tenant, which the tenant's own price is found by. */
const EffectivePriceType = builder.objectRef<EffectivePrice & { tenantId: string }>("EffectivePrice").implement({
  description: "What a model of a provider costs, as gateways reckon it.",
  fields: (t) => ({
    source: t.field({ type: PriceSource, description: "Whose rates they are.", resolve: ({ source }) => source }),
    override: t.field({
      type: PriceNode,
      nullable: true,
      description:
        "The tenant's own price that applies; it may only change the tiers. Null when none does, or it is gone.",
      resolve: ({ override, tenantId }, _args, { dependencies }) =>
        override &&
        dependencies.db.priceOverride.findFirst({
          where: { tenantId, provider: override.provider, model: override.model, archivedAt: null },
        }),
    }),
    input: t.field({ type: TokenRate, description: "Input.", resolve: ({ rates }) => steps(rates.input) }),
    output: t.field({
      type: TokenRate,
      description: "Output, reasoning included unless that has its own.",
      resolve: ({ rates }) => steps(rates.output),
    }),
    cacheRead: t.field({
      type: TokenRate,
      nullable: true,
      description: "Input that is read from a cache; null: as other input.",
      resolve: ({ rates }) => rates.cacheRead === null ? null : steps(rates.cacheRead),
    }),
    cacheWrite: t.field({
      type: TokenRate,
      nullable: true,
      description: "Input that is written to a cache; null: as other input.",
      resolve: ({ rates }) => rates.cacheWrite === null ? null : steps(rates.cacheWrite),
    }),
    reasoning: t.field({
      type: TokenRate,
      nullable: true,
      description: "Reasoning; null: as other output.",
      resolve: ({ rates }) => rates.reasoning === null ? null : steps(rates.reasoning),
    }),
    perRequestUsd: t.field({
      type: "Decimal",
      description: "US dollars for each request on top.",
      resolve: ({ rates }) => decimalText(rates.requestUsd),
    }),
    tierMultipliers: t.field({
      type: [TierMultiplier],
      description: "Multipliers on the whole price by service tier.",
      resolve: ({ tierMultipliers }) => tierList(tierMultipliers),
    }),
    version: t.exposeString("version", { description: "Names the price, as a record's `priceVersion` does." }),
  }),
});

builder.queryField("effectivePrice", (t) =>
  t.field({
    type: EffectivePriceType,
    nullable: true,
    description:
      "What a model of a provider costs now, and whose price that is. Null: it has no known price, and its requests are " +
      "unpriced.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      provider: t.arg.string({ required: true, description: "The provider's name." }),
      model: t.arg.string({ required: true, description: "The model's whole name." }),
      published: t.arg.boolean({
        required: true,
        defaultValue: false,
        description: "As gateways reckon now, by the current revision; else as the draft has it.",
      }),
    },
    resolve: async (_root, { tenantId: globalId, ...question }, context) => {
      const tenantId = decodeGlobalId("Tenant", globalId, "tenantId");
      const price = await effectivePrice(context, { tenantId, ...question });
      return price && { ...price, tenantId };
    },
  }));

function steps(rate: Rate) {
  return typeof rate === "number" ? { base: rate, tiers: [] } : rate;
}
