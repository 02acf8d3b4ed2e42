import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import type { ReservationDecision } from "../../shared/transport/reservation_ledger.ts";

/** What the ledger's decision says of each limit, for the record. */
export function ledgerVerdicts(
  { sources, claims }: PolicyEvaluation,
  decision: ReservationDecision,
  nowMs: number,
): PolicyVerdict[] {
  return sources.map(({ policyId, limit, max, enforced }, index) => {
    const { used, resetMs } = decision.counters[index]!;
    const { counterKey, amount } = claims[index]!;
    const isDenied = decision.status === "denied" && enforced &&
      (index === decision.deniedBy || used + amount > max);
    const verdict = isDenied ? "denied" : decision.exceeded.includes(index) ? "observed" : "allowed";
    return {
      policyId,
      limit,
      verdict,
      counterKey,
      remaining: Math.max(0, max - used),
      ...(resetMs > 0 && { resetAt: Math.ceil(nowMs + resetMs) }),
    };
  });
}
