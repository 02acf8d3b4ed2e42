import type { LimitSource } from "../../shared/policy/policy_evaluation.ts";
import type { LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import { GatewayError } from "./gateway_error.ts";

/** What the client is told when one of its limits is reached. `timeZone`: the tenant's, for the end of a budget's period. */
export function limitError(
  claim: LedgerClaim,
  { policyName: policy, max }: LimitSource,
  { retryAfterMs, timeZone }: { retryAfterMs: number; timeZone: string },
): GatewayError {
  const retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  switch (claim.type) {
    case "requests_per_minute":
      return new GatewayError("requests_limit_exceeded", { details: { policy, max, retryAfter }, retryAfterMs });
    case "tokens_per_minute":
      return new GatewayError("tokens_limit_exceeded", { details: { policy, max, retryAfter }, retryAfterMs });
    case "concurrent_requests":
      return new GatewayError("concurrency_limit_exceeded", { details: { policy, max }, retryAfterMs });
    case "spend": {
      const resetAt = localTime(claim.periodEnd, timeZone);
      return new GatewayError("budget_exceeded", { details: { policy, resetAt }, retryAfterMs });
    }
  }
}

/** RFC 3339 to the second, with the zone's own offset: `2026-12-01T00:00:00+01:00`. */
function localTime(epochMs: number, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return moment.toString({ smallestUnit: "second", timeZoneName: "never" });
}
