import type { Limit, Policy, PolicyVerdict } from "../contracts/policy.ts";
import type { TargetNode } from "../contracts/route_tree.ts";
import type { LedgerClaim } from "../transport/reservation_ledger.ts";
import type { CountedLimit, FixedLimit } from "./limit_name.ts";
import type { PolicySubject } from "./policy_subject.ts";

/** A request as policies see it. */
export interface PolicyRequest {
  subject: PolicySubject;
  /** The API key, whose own limits count beside every policy. */
  key: { apiKeyId: string; name: string; limits: readonly Limit[] };
  /** Estimated. */
  inputTokens: number;
  /** What the client allows; null: it names no maximum, and each policy assumes its own. */
  outputTokensMax: number | null;
  /** The price of so many tokens at a target, nano-dollars; null: unpriced. */
  price(target: TargetNode, tokens: { input: number; output: number }): number | null;
  /** Epoch milliseconds. */
  nowMs: number;
}

/**
 * The most tokens that a claim names, more than any limit admits: a client may ask for 2^53, and sums of that are not exact.
 */
export const CLAIMED_TOKENS_MAX = 10_000_000_000;

/** Where a claim comes from. */
export interface LimitSource {
  /** The API key's id for a limit of its own. */
  policyId: string;
  /** The API key's name for a limit of its own. */
  policyName: string;
  limit: CountedLimit;
  /** Requests, tokens or nano-dollars. */
  max: number;
  /** False: the policy only observes. */
  enforced: boolean;
  onLimiterLoss: OnLimiterLoss;
  /** Only what this model serves is charged: the client asked for it by another name. Null: whatever serves is. */
  model: string | null;
}
export type OnLimiterLoss = Policy["onLimiterLoss"];

/** Why a policy lets a request, or one target of it, not pass whatever the counters say. */
export type PolicyRefusal =
  & {
    policyId: string;
    limit: FixedLimit;
  }
  & (
    | { code: "model_not_allowed"; details: { policy: string; model: string } }
    | { code: "provider_not_allowed"; details: { policy: string; provider: string } }
    | { code: "max_tokens_exceeded"; details: { policy: string; max: number } }
  );

/** What all policies together make of one request. */
export interface PolicyEvaluation {
  /** Why no target that the route may come to is allowed; null: one is. Only policies that block refuse. */
  readonly refusal: PolicyRefusal | null;
  /** Why this target may not be tried; null: it may. */
  refusalOf(target: TargetNode): PolicyRefusal | null;
  /** What is to be reserved; empty where the request is refused. Claims of policies that only observe are not enforced. */
  readonly claims: readonly LedgerClaim[];
  /** Where each claim comes from, in the same order. */
  readonly sources: readonly LimitSource[];
  /** Of every limit that no counter is kept for: `allowed`, `denied` or `observed`. */
  readonly verdicts: readonly PolicyVerdict[];
  readonly estimate: PolicyEstimate;
}

/** The most that any claim holds. */
export interface PolicyEstimate {
  /** Input and output together; 0 where no policy applies. */
  readonly tokens: number;
  /** At the dearest target; 0 where no budget applies, null where one does and none of the targets has a known price. */
  readonly nanoUsd: number | null;
}
