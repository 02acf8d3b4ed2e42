import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import type { ReservationDecision } from "../../shared/transport/reservation_ledger.ts";

/** What the ledger's decision says of each limit, for the record. */
export function ledgerVerdicts(
  { sources, claims }: PolicyEvaluation,
  decision: ReservationDecision,
  nowMs: number,
): PolicyVerdict[] {
  const { counters, exceeded } = decision;
  const deniedBy = decision.status === "denied" ? decision.deniedBy : null;
  const verdicts: PolicyVerdict[] = [];
  for (let index = 0; index < sources.length; index++) {
    const { policyId, limit, max, enforced } = sources[index]!;
    const { used, resetMs } = counters[index]!;
    const { counterKey, amount } = claims[index]!;
    const isDenied = deniedBy !== null && enforced && (index === deniedBy || used + amount > max);
    const verdict = isDenied ? "denied" : exceeded.includes(index) ? "observed" : "allowed";
    const remaining = Math.max(0, max - used);
    const told: PolicyVerdict = { policyId, limit, verdict, counterKey, remaining };
    if (resetMs > 0) told.resetAt = Math.ceil(nowMs + resetMs);
    verdicts.push(told);
  }
  return verdicts;
}
