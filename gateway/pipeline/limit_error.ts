import { limitErrorOf } from "../../shared/policy/limit_error.ts";
import type { LimitSource } from "../../shared/policy/policy_evaluation.ts";
import type { LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import { GatewayError } from "./gateway_error.ts";

/** What the client is told when one of its limits is reached. `timeZone`: the tenant's, for the end of a budget's period. */
export function limitError(
  claim: LedgerClaim,
  source: LimitSource,
  { retryAfterMs, timeZone }: { retryAfterMs: number; timeZone: string },
): GatewayError {
  const { code, details } = limitErrorOf(claim, source, { retryAfterMs, timeZone });
  return new GatewayError(code, { details, retryAfterMs });
}
