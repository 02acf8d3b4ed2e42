import { builder } from "../graphql/builder.ts";
import { LimitType } from "./limit_schema.ts";
import type { LimitCounter } from "./read_counters.ts";

const CounterStateEnum = builder.enumType("CounterState", {
  description: "Whether it is known how a counter stands.",
  values: {
    KNOWN: { description: "It is." },
    UNKNOWN: { description: "It is not, and gateways do what `onLimiterLoss` says." },
  } as const,
});

export const CounterLossEnum = builder.enumType("CounterLoss", {
  description: "Why it is not known how a counter stands.",
  values: {
    UNINITIALISED: { value: "uninitialised", description: "The ledger has forgotten, and is being rebuilt." },
    UNREACHABLE: { value: "unreachable", description: "The ledger does not answer." },
  } as const,
});

export const LimitCounterType = builder.objectRef<LimitCounter>("LimitCounter").implement({
  description: "How the counter of one limit stands now. Amounts are requests, tokens or nano-dollars.",
  fields: (t) => ({
    limit: t.field({
      type: LimitType,
      description: "The limit, as gateways keep to it.",
      resolve: ({ limit }) => limit,
    }),
    state: t.field({
      type: CounterStateEnum,
      description: "Whether the rest is known.",
      resolve: ({ known }) => known === null ? "UNKNOWN" : "KNOWN",
    }),
    unknownBecause: t.field({
      type: CounterLossEnum,
      nullable: true,
      description: "Why it is unknown; null while it is known.",
      resolve: ({ loss }) => loss,
    }),
    max: t.field({ type: "BigInt", description: "What is allowed.", resolve: ({ max }) => BigInt(max) }),
    used: t.field({
      type: "BigInt",
      nullable: true,
      description: "What is taken, settled and reserved together; null while it is unknown.",
      resolve: ({ known }) => known && BigInt(known.used),
    }),
    reserved: t.field({
      type: "BigInt",
      nullable: true,
      description:
        "The part of it that requests under way hold, of money and of places; of a minute's limit 0. Null while it is unknown.",
      resolve: ({ known }) => known && BigInt(known.reserved),
    }),
    remaining: t.field({
      type: "BigInt",
      nullable: true,
      description: "What is left, at least 0; null while it is unknown.",
      resolve: ({ known }) => known && BigInt(known.remaining),
    }),
    resetsAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When there is more left; null: whenever a request under way ends, or while it is unknown.",
      resolve: ({ known }) => known && known.resetsAt,
    }),
  }),
});
