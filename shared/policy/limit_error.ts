import type { ErrorDetails } from "../contracts/error_message.ts";
import type { LedgerClaim } from "../transport/reservation_ledger.ts";
import type { LimitSource } from "./policy_evaluation.ts";

/** What the client of a request is told that a counted limit refuses. */
export interface LimitError {
  code:
    | "requests_limit_exceeded"
    | "tokens_limit_exceeded"
    | "concurrency_limit_exceeded"
    | "budget_exceeded";
  details: ErrorDetails;
}

/** The error of a claim that does not fit. `timeZone`: the tenant's, for the end of a budget's period. */
export function limitErrorOf(
  claim: LedgerClaim,
  { policyName: policy, max }: Pick<LimitSource, "policyName" | "max">,
  { retryAfterMs, timeZone }: { retryAfterMs: number; timeZone: string },
): LimitError {
  const retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  switch (claim.type) {
    case "requests_per_minute":
      return { code: "requests_limit_exceeded", details: { policy, max, retryAfter } };
    case "tokens_per_minute":
      return { code: "tokens_limit_exceeded", details: { policy, max, retryAfter } };
    case "concurrent_requests":
      return { code: "concurrency_limit_exceeded", details: { policy, max } };
    case "spend":
      return { code: "budget_exceeded", details: { policy, resetAt: localTime(claim.periodEnd, timeZone) } };
  }
}

/** RFC 3339 to the second, with the zone's own offset: `2026-12-01T00:00:00+01:00`. */
function localTime(epochMs: number, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return moment.toString({ smallestUnit: "second", timeZoneName: "never" });
}
