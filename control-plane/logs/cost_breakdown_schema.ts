import type { TokenCostPart } from "../../shared/pricing/token_rates.ts";
import { builder } from "../graphql/builder.ts";
import { type CostBreakdown, costBreakdown, type CostUnknown } from "./cost_breakdown.ts";
import { RequestLogNode } from "./request_log_node.ts";

/** One reads the revision that the request was pinned to. */
const BREAKDOWN_COMPLEXITY = 20;

const CostKindEnum = builder.enumType("CostKind", {
  description: "What is paid for. Input is without what was cached, output without reasoning: the kinds add up.",
  values: {
    INPUT: { value: "input", description: "Input tokens that were not cached." },
    CACHE_READ: { value: "cache_read", description: "Input read from the provider's cache." },
    CACHE_WRITE: { value: "cache_write", description: "Input written to the provider's cache." },
    OUTPUT: { value: "output", description: "Output tokens, reasoning left out." },
    REASONING: { value: "reasoning", description: "Output spent on reasoning." },
    REQUEST: { value: "request", description: "The request itself." },
  } as const,
});

const PriceSourceEnum = builder.enumType("CostPriceSource", {
  description: "Whose prices they are.",
  values: {
    LIST: { value: "list", description: "The public price list's." },
    OVERRIDE: { value: "override", description: "The tenant's own." },
  } as const,
});

const UNKNOWN: Readonly<Record<CostUnknown, string>> = {
  UNPRICED: "The model had no known price.",
  NO_PROVIDER: "No provider answered, or the revision that names it is gone.",
  OTHER_PRICES: "It was reckoned with prices that this build does not have.",
  DOES_NOT_ADD_UP:
    "The cost is not that of the tokens: the request was charged at its estimate, or several attempts were paid.",
};

const CostUnknownEnum = builder.enumType("CostUnknown", {
  description: "Why the parts of a cost are not known.",
  values: Object.fromEntries(
    Object.entries(UNKNOWN).map(([name, description]) => [name, { value: name, description }]),
  ) as Record<CostUnknown, { value: CostUnknown; description: string }>,
});

const CostItemType = builder.objectRef<TokenCostPart>("CostItem").implement({
  description: "What some of a request's tokens cost.",
  fields: (t) => ({
    kind: t.expose("kind", { type: CostKindEnum, description: "What is paid for." }),
    tokens: t.exposeInt("tokens", { description: "How many tokens; 0 for the request itself." }),
    unitPriceUsd: t.exposeFloat("priceUsd", {
      description: "US dollars for a million tokens before the tier's multiplier; of the request itself for one.",
    }),
    nanoUsd: t.field({
      type: "BigInt",
      description: "What they cost, in nano-dollars.",
      resolve: ({ nanoUsd }) => BigInt(nanoUsd),
    }),
  }),
});

const CostBreakdownType = builder.objectRef<CostBreakdown>("CostBreakdown").implement({
  description: "What a request cost, part by part. The parts add up to `costNanoUsd` exactly, or there are none.",
  fields: (t) => ({
    items: t.expose("items", {
      type: [CostItemType],
      description: "The parts; none when they are not known, or nothing was to be paid.",
    }),
    priceSource: t.expose("source", {
      type: PriceSourceEnum,
      nullable: true,
      description: "Whose prices they are; null when there are no parts.",
    }),
    multiplier: t.exposeFloat("multiplier", {
      description: "The service tier's multiplier on the whole price; 1 for the standard one.",
    }),
    unknownBecause: t.expose("unknownBecause", {
      type: CostUnknownEnum,
      nullable: true,
      description: "Why the parts are not known; null when they are.",
    }),
  }),
});

builder.objectField(RequestLogNode, "costBreakdown", (t) =>
  t.field({
    type: CostBreakdownType,
    complexity: BREAKDOWN_COMPLEXITY,
    description:
      "What the cost is made of, reckoned again from the recorded tokens with the prices that the record names.",
    resolve: (record, _args, context) => costBreakdown(context, record),
  }));
