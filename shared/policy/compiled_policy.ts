import { ASSUMED_OUTPUT_TOKENS, type Limit, type Policy, type PolicyScope } from "../contracts/policy.ts";
import type { LedgerClaim } from "../transport/reservation_ledger.ts";
import { counterKeyPrefix, encodeSubject } from "./counter_key.ts";
import { compileRestriction, type Restriction } from "./restriction.ts";
import { type CountedLimit, limitName } from "./limit_name.ts";
import type { LimitSource, OnLimiterLoss } from "./policy_evaluation.ts";

/** A policy laid out so that a request only fills in what is its own. */
export interface CompiledPolicy {
  scope: PolicyScope;
  assumedOutputTokens: number;
  counters: readonly CompiledCounter[];
  restrictions: readonly Restriction[];
}

/** A limit that a counter is kept for. */
export interface CompiledCounter {
  limit: CountedOf<Limit>;
  enforced: boolean;
  max: number;
  /** The counter's key, or what stands before the subject where each has one of its own. */
  key: string;
  /** Whose name `key` wants behind it; null: it is whole. */
  perSubject: "api_key" | "end_user" | null;
  /** The claim itself where every request makes the same. */
  claim: LedgerClaim | null;
  source: LimitSource;
  /** The same for a request that only one of the targets brings under a policy on a model. */
  sourceByTarget: LimitSource;
}

type CountedOf<Any> = Any extends
  { type: "requests_per_minute" | "tokens_per_minute" | "concurrent_requests" | "spend" } ? Any
  : never;

/** What happens to a key's own limits when their counters cannot be known; a key has no setting for it. */
export const KEY_ON_LIMITER_LOSS: OnLimiterLoss = "local_slice";

export function compilePolicy(policy: Policy): CompiledPolicy {
  const { id, name, scope, limits, assumedOutputTokens, onLimiterLoss } = policy;
  const enforced = policy.action === "block";
  return compile({ id, name, scope, enforced, onLimiterLoss, assumedOutputTokens }, limits);
}

/** A key's own limits as a policy on that key; they always block. Null: it has none. */
export function compileKey(key: { apiKeyId: string; name: string; limits: readonly Limit[] }): CompiledPolicy | null {
  if (key.limits.length === 0) return null;
  const { apiKeyId, name } = key;
  const scope = { type: "api_key", apiKeyId } as const;
  const head = { id: apiKeyId, name, scope, enforced: true, onLimiterLoss: KEY_ON_LIMITER_LOSS };
  return compile({ ...head, assumedOutputTokens: ASSUMED_OUTPUT_TOKENS }, key.limits);
}

/** A policy as it is for one API key: counters that each key has of its own are this one's, and whole. */
export function policyForKey(policy: CompiledPolicy, apiKeyId: string): CompiledPolicy {
  if (!policy.counters.some(({ perSubject }) => perSubject === "api_key")) return policy;
  const subject = encodeSubject(apiKeyId);
  const counters = policy.counters.map((counter): CompiledCounter => {
    if (counter.perSubject !== "api_key") return counter;
    const key = counter.key + subject;
    return { ...counter, key, perSubject: null, claim: constantClaim(counter, key) };
  });
  return { ...policy, counters };
}

interface PolicyHead {
  id: string;
  name: string;
  scope: PolicyScope;
  enforced: boolean;
  onLimiterLoss: OnLimiterLoss;
  assumedOutputTokens: number;
}

function compile(head: PolicyHead, limits: readonly Limit[]): CompiledPolicy {
  const counters = new Map<string, CompiledCounter>();
  const restrictions: Restriction[] = [];
  for (const limit of limits) {
    if (
      limit.type === "allowed_models" || limit.type === "allowed_providers" || limit.type === "max_tokens_per_request"
    ) {
      restrictions.push(compileRestriction(head, limit));
      continue;
    }
    const counter = compileCounter(head, limit);
    // Documents written before a limit had to be unique may have it twice: one counter is claimed once, the tightest wins.
    const other = counters.get(counter.key);
    if (other === undefined || counter.max < other.max) counters.set(counter.key, counter);
  }
  const { scope, assumedOutputTokens } = head;
  return { scope, assumedOutputTokens, counters: [...counters.values()], restrictions };
}

function compileCounter(head: PolicyHead, limit: CountedOf<Limit>): CompiledCounter {
  const { id, name, scope, enforced, onLimiterLoss } = head;
  const max = limit.type === "spend" ? limit.maxNanoUsd : limit.max;
  const named = limitName(limit) as CountedLimit;
  const perSubject = subjectKind(scope);
  const key = counterKeyPrefix(id, named, scope.type) + (perSubject === null ? encodeSubject(onlySubject(scope)) : "");
  const source = { policyId: id, policyName: name, limit: named, max, enforced, onLimiterLoss, model: null };
  const claim = perSubject === null ? constantClaim({ limit, max, enforced }, key) : null;
  const sourceByTarget = scope.type === "model" ? { ...source, model: scope.model } : source;
  return { limit, enforced, max, key, perSubject, claim, source, sourceByTarget };
}

/** What every request claims of a counter that has this whole key; null: each claims something else. */
function constantClaim(
  { limit: { type }, max, enforced }: Pick<CompiledCounter, "limit" | "max" | "enforced">,
  counterKey: string,
): LedgerClaim | null {
  const isAlwaysOne = type === "requests_per_minute" || type === "concurrent_requests";
  return isAlwaysOne ? { type, counterKey, max, enforced, amount: 1 } : null;
}

/** Of whom each has a counter of its own; null: there is one counter. */
function subjectKind(scope: PolicyScope): CompiledCounter["perSubject"] {
  if (scope.type === "api_key") return scope.apiKeyId === undefined ? "api_key" : null;
  return scope.type === "end_user" ? "end_user" : null;
}

/** Whom the one counter is about; empty for a tenant. */
function onlySubject(scope: PolicyScope): string {
  switch (scope.type) {
    case "project":
      return scope.projectId;
    case "api_key":
      return scope.apiKeyId ?? "";
    case "model":
      return scope.model;
    case "tenant":
    case "end_user":
      return "";
  }
}
