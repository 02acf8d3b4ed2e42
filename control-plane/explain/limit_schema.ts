import { builder } from "../graphql/builder.ts";
import { CounterLossEnum } from "../policies/limit_counter_schema.ts";
import { OnLimiterLossEnum } from "../policies/schema.ts";
import type { JudgedLimit } from "./judge_limits.ts";

const LimitVerdictEnum = builder.enumType("ExplainedLimitVerdict", {
  description: "What a limit would say.",
  values: {
    ALLOWED: { value: "allowed", description: "It lets the request pass." },
    DENIED: { value: "denied", description: "It refuses the request." },
    OBSERVED: { value: "observed", description: "The request exceeds it, and the policy only observes." },
    UNKNOWN: { value: "unknown", description: "Its counter cannot be read: `onLimiterLoss` decides." },
  } as const,
});

export const ExplainedLimitType = builder.objectRef<JudgedLimit>("ExplainedLimit").implement({
  description:
    "A limit that applies to a request, and what it would say now. Amounts are requests, tokens or nano-dollars.",
  fields: (t) => ({
    policyId: t.exposeString("policyId", {
      description: "The policy's UUID, or the API key's for a limit of its own.",
    }),
    policyName: t.exposeString("policyName", { description: "What the policy, or the key, is called." }),
    isKeysOwn: t.exposeBoolean("isKeysOwn", { description: "Whether it is a limit of the key's own." }),
    limit: t.exposeString("limit", { description: "Which limit, as records and answers name it." }),
    enforced: t.exposeBoolean("enforced", { description: "Whether it refuses; else it only observes." }),
    verdict: t.expose("verdict", { type: LimitVerdictEnum, description: "What it would say." }),
    max: t.field({
      type: "BigInt",
      nullable: true,
      description: "What is allowed; null of a limit without a counter.",
      resolve: ({ counted }) => counted && BigInt(counted.max),
    }),
    amount: t.field({
      type: "BigInt",
      nullable: true,
      description: "What the request would reserve; null of a limit without a counter.",
      resolve: ({ counted }) => counted && BigInt(Math.ceil(counted.amount)),
    }),
    used: t.field({
      type: "BigInt",
      nullable: true,
      description: "What is taken now, settled and reserved together; null where it is unknown or not counted.",
      resolve: ({ counted }) => counted?.counter ? BigInt(counted.counter.used) : null,
    }),
    reserved: t.field({
      type: "BigInt",
      nullable: true,
      description: "The part of it that requests under way hold; null where it is unknown or not counted.",
      resolve: ({ counted }) => counted?.counter ? BigInt(counted.counter.reserved) : null,
    }),
    remaining: t.field({
      type: "BigInt",
      nullable: true,
      description: "What is left, at least 0; null where it is unknown or not counted.",
      resolve: ({ counted }) => counted?.counter ? BigInt(Math.max(0, counted.max - counted.counter.used)) : null,
    }),
    retryAfterMs: t.float({
      nullable: true,
      description: "After how many milliseconds there is more room, where it denies.",
      resolve: ({ counted, verdict }) => verdict === "denied" && counted !== null ? counted.waitMs : null,
    }),
    unknownBecause: t.field({
      type: CounterLossEnum,
      nullable: true,
      description: "Why its counter is unknown.",
      resolve: ({ counted }) => counted?.loss,
    }),
    onLimiterLoss: t.field({
      type: OnLimiterLossEnum,
      nullable: true,
      description: "What happens while its counter cannot be known; null of a limit without one.",
      resolve: ({ counted }) => counted?.onLimiterLoss,
    }),
  }),
});
