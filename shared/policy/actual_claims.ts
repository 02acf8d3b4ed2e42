import type { TokenCounts } from "../contracts/request_record.ts";
import type { TargetNode } from "../contracts/route_tree.ts";
import type { LedgerClaim } from "../transport/reservation_ledger.ts";
import { CLAIMED_TOKENS_MAX, type LimitSource, type PolicyEvaluation } from "./policy_evaluation.ts";
import { namesTarget } from "./restriction.ts";

/** What a request used in the end. */
export interface RequestUse {
  /** The target whose answer it was; null: none answered. */
  served: TargetNode | null;
  tokens: TokenCounts;
  /** Null: unpriced, and no budget is charged. */
  nanoUsd: number | null;
}

/**
 * The claims of an evaluation with what was used in place of what was estimated, for settlement. Left out, and so given back,
 * are places among the concurrent requests, and tokens and spend of policies on a model that did not serve; a request that
 * was made stays counted as one.
 */
export function actualClaims(
  { claims, sources }: Pick<PolicyEvaluation, "claims" | "sources">,
  used: RequestUse,
): LedgerClaim[] {
  const actual: LedgerClaim[] = [];
  for (let index = 0; index < claims.length; index++) {
    const claim = claims[index]!;
    switch (claim.type) {
      case "requests_per_minute":
        actual.push(claim);
        break;
      case "tokens_per_minute":
        if (concerns(sources[index]!, used)) actual.push({ ...claim, amount: usedTokens(used) });
        break;
      case "spend":
        if (concerns(sources[index]!, used)) actual.push({ ...claim, amount: used.nanoUsd ?? 0 });
        break;
      case "concurrent_requests":
        break;
    }
  }
  return actual;
}

/** Whether a claim charges a budget anything: the record tells of those, and no others. */
export function chargesBudget(claim: LedgerClaim): claim is SpendClaim {
  return claim.type === "spend" && claim.amount !== 0;
}

type SpendClaim = Extract<LedgerClaim, { type: "spend" }>;

function usedTokens({ tokens: { input, output } }: RequestUse): number {
  return Math.min(input + output, CLAIMED_TOKENS_MAX);
}

function concerns({ model }: LimitSource, { served }: RequestUse): boolean {
  return model === null || (served !== null && namesTarget(model, served));
}
