import type { Limit, SpendPeriod } from "../../shared/contracts/policy.ts";
import { builder } from "../graphql/builder.ts";

const LimitTypeEnum = builder.enumType("LimitType", {
  description: "What is limited.",
  values: {
    REQUESTS_PER_MINUTE: { value: "requests_per_minute", description: "Requests in any 60 seconds: `max`." },
    TOKENS_PER_MINUTE: {
      value: "tokens_per_minute",
      description: "Tokens in any 60 seconds, of input and output together: `max`.",
    },
    CONCURRENT_REQUESTS: { value: "concurrent_requests", description: "Requests that are under way: `max`." },
    SPEND: { value: "spend", description: "Money in a calendar period: `period` and `maxNanoUsd`." },
    MAX_TOKENS_PER_REQUEST: {
      value: "max_tokens_per_request",
      description: "Tokens of one request, of input and output together: `max`.",
    },
    ALLOWED_MODELS: { value: "allowed_models", description: "Which models may be used: `models`." },
    ALLOWED_PROVIDERS: { value: "allowed_providers", description: "Which providers may answer: `providers`." },
  } as const,
});

export const SpendPeriodEnum = builder.enumType("SpendPeriod", {
  description: "A calendar period in the tenant's time zone.",
  values: {
    HOUR: { value: "hour", description: "From one full hour to the next." },
    DAY: { value: "day", description: "From midnight to midnight." },
    MONTH: { value: "month", description: "From the first of a month to the next." },
  } as const,
});

export const LimitType = builder.objectRef<Limit>("Limit").implement({
  description: "One limit of a policy or an API key. Which fields it has is told by its type; the others are null.",
  fields: (t) => ({
    type: t.field({ type: LimitTypeEnum, description: "What is limited.", resolve: (limit) => limit.type }),
    max: t.int({
      nullable: true,
      description: "How many requests or tokens.",
      resolve: (limit) => "max" in limit ? limit.max : null,
    }),
    period: t.field({
      type: SpendPeriodEnum,
      nullable: true,
      description: "In what period money is spent.",
      resolve: (limit) => limit.type === "spend" ? limit.period : null,
    }),
    maxNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description: "How much may be spent, in nano-dollars: a billionth of a US dollar.",
      resolve: (limit) => limit.type === "spend" ? BigInt(limit.maxNanoUsd) : null,
    }),
    models: t.stringList({
      nullable: true,
      description: "The models that may be used, as they are asked for or as they serve.",
      resolve: (limit) => limit.type === "allowed_models" ? limit.models : null,
    }),
    providers: t.stringList({
      nullable: true,
      description: "The names of the providers that may answer.",
      resolve: (limit) => limit.type === "allowed_providers" ? limit.providers : null,
    }),
  }),
});

export const LimitInput = builder.inputType("LimitInput", {
  description: "One limit. Its type tells which of the other fields it takes.",
  fields: (t) => ({
    type: t.field({ type: LimitTypeEnum, required: true, description: "What is limited." }),
    max: t.int({ description: "How many requests or tokens: 0 to 1,000,000,000." }),
    period: t.field({ type: SpendPeriodEnum, description: "In what period money is spent. Of SPEND alone." }),
    maxNanoUsd: t.field({
      type: "BigInt",
      description: "How much may be spent, in nano-dollars: $1 is 1,000,000,000. Of SPEND alone.",
    }),
    models: t.stringList({
      description: "1 to 256 models: names of routes, models, or `provider/model`. Of ALLOWED_MODELS alone.",
    }),
    providers: t.stringList({ description: "The names of 1 to 64 providers. Of ALLOWED_PROVIDERS alone." }),
  }),
});

/** A limit as the contract has it, which checks it: what is null is left out there. */
export function limitOf(input: LimitFields): unknown {
  const { type, max, period, maxNanoUsd, models, providers } = input;
  return {
    type,
    ...(max == null ? {} : { max }),
    ...(period == null ? {} : { period }),
    // What a double cannot hold exactly is out of the contract's bounds in any case.
    ...(maxNanoUsd == null ? {} : { maxNanoUsd: Number(maxNanoUsd) }),
    ...(models == null ? {} : { models }),
    ...(providers == null ? {} : { providers }),
  };
}

interface LimitFields {
  type: Limit["type"];
  max?: number | null | undefined;
  period?: SpendPeriod | null | undefined;
  maxNanoUsd?: bigint | null | undefined;
  models?: string[] | null | undefined;
  providers?: string[] | null | undefined;
}
