import type { PolicyVerdict } from "../contracts/policy.ts";
import type { TargetNode } from "../contracts/route_tree.ts";
import type { LedgerClaim } from "../transport/reservation_ledger.ts";
import type { CompiledCounter, CompiledPolicy } from "./compiled_policy.ts";
import { encodeSubject } from "./counter_key.ts";
import {
  CLAIMED_TOKENS_MAX,
  type LimitSource,
  type PolicyEstimate,
  type PolicyEvaluation,
  type PolicyRefusal,
  type PolicyRequest,
} from "./policy_evaluation.ts";
import type { PolicyIndex } from "./policy_index.ts";
import { namesTarget, type Restriction } from "./restriction.ts";

/**
 * What a tenant's policies and the key's own limits make of a request: all that match it apply, and the tightest wins.
 *
 * A policy on a model matches where the model was asked for by this name, as `provider/model`, or is that of any target which
 * the route may come to; in the latter case it restricts and charges only what that model serves.
 */
export function evaluatePolicies(index: PolicyIndex, request: PolicyRequest): PolicyEvaluation {
  if (index.isEmpty && request.key.limits.length === 0) return NOTHING_APPLIES;
  const { projectId, apiKeyId } = request.subject;
  const applied = appliedOf(index.ofCaller(projectId, apiKeyId, request.key), request);
  return applied.length === 0 ? NOTHING_APPLIES : new Evaluation(index, request, applied);
}

const NO_TOKENS: PolicyEstimate = { tokens: 0, nanoUsd: 0 };

/** The same for every request that no policy is about. */
export const NOTHING_APPLIES: PolicyEvaluation = {
  refusal: null,
  refusalOf: () => null,
  claims: [],
  sources: [],
  verdicts: [],
  estimate: NO_TOKENS,
};

interface AppliedPolicy {
  policy: CompiledPolicy;
  /** Input and the most output, asked or assumed by this policy. */
  tokens: number;
  /** The model that the policy is about where only targets of it concern it; null: every target does. */
  model: string | null;
}

function appliedOf(policies: readonly CompiledPolicy[], request: PolicyRequest): AppliedPolicy[] {
  const { subject, inputTokens, outputTokensMax } = request;
  const applied: AppliedPolicy[] = [];
  for (const policy of policies) {
    const { scope } = policy;
    if (scope.type === "end_user" && subject.endUser === null) continue;
    const model = scope.type === "model" && scope.model !== subject.modelAsked ? scope.model : null;
    if (model !== null && !subject.targets.some((target) => namesTarget(model, target))) continue;
    const tokens = Math.min(inputTokens + (outputTokensMax ?? policy.assumedOutputTokens), CLAIMED_TOKENS_MAX);
    applied.push({ policy, tokens, model });
  }
  return applied;
}

class Evaluation implements PolicyEvaluation {
  readonly refusal: PolicyRefusal | null;
  readonly claims: LedgerClaim[] = [];
  readonly sources: LimitSource[] = [];
  readonly verdicts: PolicyVerdict[] = [];
  readonly estimate: PolicyEstimate;
  readonly #request: PolicyRequest;
  readonly #applied: readonly AppliedPolicy[];
  readonly #isFree: boolean;
  #endUser: string | null = null;

  constructor(index: PolicyIndex, request: PolicyRequest, applied: readonly AppliedPolicy[]) {
    this.#request = request;
    this.#applied = applied;
    const { targets, modelAsked } = request.subject;
    const isFree = this.#isFree = applied.every(restrictsNothing);
    const open = isFree ? targets : targets.filter((target) => this.#refusing(target) === null);
    const refusing = open.length > 0 || targets.length === 0 ? null : this.#refusing(targets[0]!)!;
    this.refusal = refusing === null ? null : refusing.refusal(targets[0]!, modelAsked);
    if (!isFree) this.#judge(refusing);
    this.estimate = refusing === null ? this.#claim(index, open) : NO_TOKENS;
  }

  refusalOf(target: TargetNode): PolicyRefusal | null {
    if (this.#isFree) return null;
    return this.#refusing(target)?.refusal(target, `${target.provider}/${target.model}`) ?? null;
  }

  #refusing(target: TargetNode): Restriction | null {
    for (const applied of this.#applied) {
      for (const restriction of applied.policy.restrictions) {
        if (restriction.enforced && !this.#allows(applied, restriction, target)) return restriction;
      }
    }
    return null;
  }

  #allows({ tokens, model }: AppliedPolicy, restriction: Restriction, target: TargetNode): boolean {
    if (model !== null && !namesTarget(model, target)) return true;
    return restriction.allows(target, { modelAsked: this.#request.subject.modelAsked, tokens });
  }

  /** A restriction is exceeded when it alone leaves no target, or is what the request is refused for. */
  #judge(refusing: Restriction | null): void {
    const { targets } = this.#request.subject;
    for (const applied of this.#applied) {
      for (const restriction of applied.policy.restrictions) {
        const isKept = restriction !== refusing && targets.some((target) => this.#allows(applied, restriction, target));
        this.verdicts.push(isKept ? restriction.allowed : restriction.exceeded);
      }
    }
  }

  #claim(index: PolicyIndex, open: readonly TargetNode[]): PolicyEstimate {
    let tokensMost = 0;
    let dearest: number | null = 0;
    const price = new DearestPrice(this.#request, open);
    for (const { policy, tokens, model } of this.#applied) {
      // The targets that brought the request under this policy may be ones that another keeps it from.
      if (model !== null && !open.some((target) => namesTarget(model, target))) continue;
      if (tokens > tokensMost) tokensMost = tokens;
      for (const counter of policy.counters) {
        const nanoUsd = counter.limit.type === "spend" ? price.of(tokens) : 0;
        if (nanoUsd === null) dearest = null;
        else if (dearest !== null && nanoUsd > dearest) dearest = nanoUsd;
        this.claims.push(counter.claim ?? this.#claimOf(index, counter, { tokens, nanoUsd: nanoUsd ?? 0 }));
        this.sources.push(model === null ? counter.source : counter.sourceByTarget);
      }
    }
    return { tokens: tokensMost, nanoUsd: dearest };
  }

  #claimOf(
    index: PolicyIndex,
    counter: CompiledCounter,
    { tokens, nanoUsd }: { tokens: number; nanoUsd: number },
  ): LedgerClaim {
    const { limit, max, enforced } = counter;
    const counterKey = this.#counterKey(counter);
    switch (limit.type) {
      case "requests_per_minute":
      case "concurrent_requests":
        return { type: limit.type, counterKey, max, enforced, amount: 1 };
      case "tokens_per_minute":
        return { type: "tokens_per_minute", counterKey, max, enforced, amount: tokens };
      case "spend": {
        const { start, end } = index.periods.at(limit.period, this.#request.nowMs);
        const { period } = limit;
        return {
          type: "spend",
          counterKey,
          max,
          enforced,
          amount: nanoUsd,
          period,
          periodStart: start,
          periodEnd: end,
        };
      }
    }
  }

  #counterKey({ key, perSubject }: CompiledCounter): string {
    // Those of each API key are this one's already.
    if (perSubject === null) return key;
    return key + (this.#endUser ??= encodeSubject(this.#request.subject.endUser!));
  }
}

function restrictsNothing({ policy }: AppliedPolicy): boolean {
  return policy.restrictions.length === 0;
}

/** The price at the dearest of some targets; asked for once for each number of tokens. */
class DearestPrice {
  readonly #request: PolicyRequest;
  readonly #targets: readonly TargetNode[];
  #tokens = -1;
  #nanoUsd: number | null = null;

  constructor(request: PolicyRequest, targets: readonly TargetNode[]) {
    this.#request = request;
    this.#targets = targets;
  }

  /** Nano-dollars for input and output of together so many tokens; null: none of the targets has a price. */
  of(tokens: number): number | null {
    if (tokens === this.#tokens) return this.#nanoUsd;
    const input = this.#request.inputTokens;
    const output = tokens - input;
    this.#tokens = tokens;
    this.#nanoUsd = null;
    for (const target of this.#targets) {
      const price = this.#request.price(target, { input, output });
      if (price !== null && (this.#nanoUsd === null || price > this.#nanoUsd)) this.#nanoUsd = price;
    }
    return this.#nanoUsd;
  }
}
