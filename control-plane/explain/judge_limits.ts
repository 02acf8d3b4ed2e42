import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import { ROOM_RETRY_MS, WINDOW_SECONDS } from "../../shared/transport/ledger_rules.ts";
import type { CountedLimit, LimitName } from "../../shared/policy/limit_name.ts";
import type { LimitSource, PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import type { CounterState, LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import type { Call } from "../call.ts";
import { type CounterLoss, readCounterStates } from "../policies/read_counter_states.ts";

/** What one limit of one policy would say of a request now. */
export interface JudgedLimit {
  /** The policy's id, or the API key's for a limit of its own. */
  policyId: string;
  policyName: string;
  isKeysOwn: boolean;
  limit: LimitName;
  enforced: boolean;
  /** `unknown`: its counter cannot be read now. */
  verdict: "allowed" | "denied" | "observed" | "unknown";
  /** Of a limit that a counter is kept for. */
  counted: {
    max: number;
    /** What the request would reserve: requests, tokens or nano-dollars. */
    amount: number;
    counter: CounterState | null;
    loss: CounterLoss | null;
    onLimiterLoss: LimitSource["onLimiterLoss"];
    /** How long the request would have to wait, milliseconds; 0 where it fits. */
    waitMs: number;
  } | null;
}

/** What each limit that applies would say now, in the order in which the gateway looks at them; nothing is reserved. */
export async function judgeLimits(
  call: Call,
  { tenantId, evaluation, names }: { tenantId: string; evaluation: PolicyEvaluation; names: PolicyNames },
): Promise<JudgedLimit[]> {
  const { claims, sources, verdicts } = evaluation;
  const states = claims.length === 0 ? [] : await readCounterStates(call, tenantId, claims);
  const counted = sources.map((source, index) =>
    judgeClaim(claims[index]!, source, {
      counter: Array.isArray(states) ? states[index]! : null,
      loss: Array.isArray(states) ? null : states,
      isKeysOwn: names.isKey(source.policyId),
    })
  );
  const fixed = verdicts.map(({ policyId, limit, verdict }): JudgedLimit => ({
    policyId,
    policyName: names.of(policyId),
    isKeysOwn: names.isKey(policyId),
    limit: limit as LimitName,
    enforced: names.isEnforced(policyId),
    verdict: verdict === "denied" || verdict === "observed" ? verdict : "allowed",
    counted: null,
  }));
  return [...fixed, ...counted];
}

/** Policies by their ids. */
export interface PolicyNames {
  of(policyId: string): string;
  isKey(policyId: string): boolean;
  isEnforced(policyId: string): boolean;
}

export function policyNames(content: ConfigContent, key: { apiKeyId: string; name: string }): PolicyNames {
  const policies = new Map(content.policies.map((policy) => [policy.id, policy]));
  return {
    of: (id) => id === key.apiKeyId ? key.name : policies.get(id)?.name ?? id,
    isKey: (id) => id === key.apiKeyId,
    isEnforced: (id) => (policies.get(id)?.action ?? "block") === "block",
  };
}

/**
 * The limit that the gateway names in its refusal: of all that deny the one that fits last. Null: none denies. What cannot be
 * known denies where its policy says `closed`.
 */
export function denyingLimit(limits: readonly JudgedLimit[]): JudgedLimit | null {
  const fixed = limits.find(({ verdict, counted }) => verdict === "denied" && counted === null);
  if (fixed !== undefined) return fixed;
  let denying: JudgedLimit | null = null;
  for (const limit of limits) {
    if (limit.counted === null) continue;
    const isClosed = limit.verdict === "unknown" && limit.enforced && limit.counted.onLimiterLoss === "closed";
    if (isClosed) return limit;
    if (limit.verdict === "denied" && limit.counted.waitMs > (denying?.counted?.waitMs ?? 0)) denying = limit;
  }
  return denying;
}

function judgeClaim(
  claim: LedgerClaim,
  { policyId, policyName, limit, max, enforced, onLimiterLoss }: LimitSource,
  { counter, loss, isKeysOwn }: { counter: CounterState | null; loss: CounterLoss | null; isKeysOwn: boolean },
): JudgedLimit {
  const fits = counter === null || counter.used + claim.amount <= max;
  const verdict = counter === null ? "unknown" : fits ? "allowed" : enforced ? "denied" : "observed";
  const waitMs = counter === null || fits ? 0 : waitOf(claim, max, counter);
  const counted = { max, amount: claim.amount, counter, loss, onLimiterLoss, waitMs };
  return { policyId, policyName, isKeysOwn, limit: limit as CountedLimit, enforced, verdict, counted };
}

/** As the ledger reckons it, as far as a counter's state tells: of a minute, until it has more left at all. */
function waitOf(claim: LedgerClaim, max: number, { used, reserved, resetMs }: CounterState): number {
  switch (claim.type) {
    case "requests_per_minute":
    case "tokens_per_minute":
      return claim.amount > max ? WINDOW_SECONDS * 1_000 : Math.max(1, resetMs);
    case "concurrent_requests":
      return ROOM_RETRY_MS;
    case "spend":
      return used - reserved + claim.amount > max ? Math.max(1, resetMs) : ROOM_RETRY_MS;
  }
}
