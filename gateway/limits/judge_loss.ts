import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";

/** What becomes of a request whose counters cannot be known, by the settings of the policies that claim. */
export interface LossJudgement {
  /** The index of the first claim whose policy refuses then; null: none does. */
  refusedBy: number | null;
  /** The indexes of claims that this gateway's own slice of their limits decides. */
  sliced: number[];
}

/** Asks each policy that blocks for its own `onLimiterLoss`; one that only observes lets everything pass. */
export function judgeLoss({ sources }: PolicyEvaluation): LossJudgement {
  const judgement: LossJudgement = { refusedBy: null, sliced: [] };
  for (const [index, { enforced, onLimiterLoss }] of sources.entries()) {
    if (!enforced) continue;
    if (onLimiterLoss === "closed") judgement.refusedBy ??= index;
    if (onLimiterLoss === "local_slice") judgement.sliced.push(index);
  }
  return judgement;
}

/** What is put on record then. `deniedBy`: the claim that a slice had no room for; null: none. */
export function verdictsOfLoss(
  { sources, claims }: PolicyEvaluation,
  { deniedBy }: { deniedBy: number | null },
): PolicyVerdict[] {
  return sources.map(({ policyId, limit, enforced, onLimiterLoss }, index) => {
    const verdict = deniedBy === index ? "denied" : VERDICTS[enforced ? onLimiterLoss : "open"];
    return { policyId, limit, verdict, counterKey: claims[index]!.counterKey };
  });
}

const VERDICTS = { open: "unknown_open", closed: "unknown_closed", local_slice: "local_slice" } as const;
