import type { limitFragment } from "../graphql/documents/policies.ts";
import { type FormValues, readText } from "../forms/read_text.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { nanoUsdText } from "./usd_text.ts";

export type Limit = ResultOf<typeof limitFragment>;

/** Every limit that there can be: each once, and money once for each period. A field that is empty limits nothing. */
export const LIMIT_FIELDS = [
  "requestsPerMinute",
  "tokensPerMinute",
  "concurrentRequests",
  "spendHour",
  "spendDay",
  "spendMonth",
  "maxTokensPerRequest",
  "allowedModels",
  "allowedProviders",
] as const;
export type LimitField = (typeof LIMIT_FIELDS)[number];

/** The fields as they are filled in. */
export type LimitValues = Readonly<Record<LimitField, string>>;

export const NO_LIMITS = Object.fromEntries(LIMIT_FIELDS.map((field) => [field, ""])) as LimitValues;

export function readLimitFields(form: FormValues): LimitValues {
  return Object.fromEntries(LIMIT_FIELDS.map((field) => [field, readText(form, field)])) as LimitValues;
}

/** The fields that say what limits say. */
export function limitValues(limits: readonly Limit[]): LimitValues {
  return { ...NO_LIMITS, ...Object.fromEntries(limits.map((limit) => [fieldOf(limit), textOf(limit)])) };
}

export function fieldOf({ type, period }: Pick<Limit, "type" | "period">): LimitField {
  switch (type) {
    case "REQUESTS_PER_MINUTE":
      return "requestsPerMinute";
    case "TOKENS_PER_MINUTE":
      return "tokensPerMinute";
    case "CONCURRENT_REQUESTS":
      return "concurrentRequests";
    case "MAX_TOKENS_PER_REQUEST":
      return "maxTokensPerRequest";
    case "ALLOWED_MODELS":
      return "allowedModels";
    case "ALLOWED_PROVIDERS":
      return "allowedProviders";
    case "SPEND":
      return period === "HOUR" ? "spendHour" : period === "DAY" ? "spendDay" : "spendMonth";
  }
}

function textOf({ max, maxNanoUsd, models, providers }: Limit): string {
  if (maxNanoUsd !== null) return nanoUsdText(maxNanoUsd);
  return max !== null ? String(max) : (models ?? providers ?? []).join("\n");
}
