import type { Limit, SpendPeriod } from "../contracts/policy.ts";

/** A limit that a counter is kept for. */
export type CountedLimit = "requests_per_minute" | "tokens_per_minute" | "concurrent_requests" | `spend_${SpendPeriod}`;

/** A limit that each request is within or not, whatever others do. */
export type FixedLimit = "max_tokens_per_request" | "allowed_models" | "allowed_providers";

/** What a limit is called in verdicts, counters, headers and messages. */
export type LimitName = CountedLimit | FixedLimit;

/** The name of a limit: its type, and for a budget also its period. */
export function limitName(limit: Limit): LimitName {
  return limit.type === "spend" ? `spend_${limit.period}` : limit.type;
}
