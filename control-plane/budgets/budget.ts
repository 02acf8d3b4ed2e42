import { type Policy, type PolicyScope, type SpendPeriod, spendPeriod } from "../../shared/contracts/policy.ts";
import { apiKeyEntry } from "../../shared/contracts/api_key.ts";
import {
  type CompiledCounter,
  type CompiledPolicy,
  compileKey,
  compilePolicy,
} from "../../shared/policy/compiled_policy.ts";
import type { CalendarPeriod, SpendPeriods } from "../../shared/policy/spend_period.ts";

/** One limit on money in a period, of a published policy or of an API key by itself. */
export interface Budget {
  tenantId: string;
  /** Null for a key's own limit. */
  policyId: string | null;
  /** The key whose own limit it is. */
  apiKeyId: string | null;
  name: string;
  scope: PolicyScope;
  period: SpendPeriod;
  /** The period that is under way. */
  current: CalendarPeriod;
  maxNanoUsd: number;
  /** Whether requests beyond it are refused. */
  enforced: boolean;
  counter: CompiledCounter;
  compiled: CompiledPolicy;
}

/** The budgets of a policy, the shortest period first. */
export function budgetsOfPolicy(
  tenantId: string,
  policy: Policy,
  now: { periods: SpendPeriods; nowMs: number },
): Budget[] {
  const { id, name, scope } = policy;
  return budgetsOf(compilePolicy(policy), { tenantId, policyId: id, apiKeyId: null, name, scope }, now);
}

/** A key's own budgets. */
export function budgetsOfKey(
  key: { id: string; tenantId: string; name: string; limits: unknown },
  now: { periods: SpendPeriods; nowMs: number },
): Budget[] {
  const { id, tenantId, name } = key;
  const compiled = compileKey({ apiKeyId: id, name, limits: apiKeyEntry.shape.limits.parse(key.limits) });
  if (compiled === null) return [];
  const scope = { type: "api_key", apiKeyId: id } as const;
  return budgetsOf(compiled, { tenantId, policyId: null, apiKeyId: id, name, scope }, now);
}

/** Whether each key or end user has a counter of its own. */
export function isPerEach({ counter }: Budget): boolean {
  return counter.perSubject !== null;
}

/** Where a budget stands in the list, opaque to clients. */
export function budgetCursor({ policyId, apiKeyId, period }: Budget): string {
  return btoa(`budget:${policyId === null ? "key" : "policy"}:${policyId ?? apiKeyId}:${period}`);
}

function budgetsOf(
  compiled: CompiledPolicy,
  of: Pick<Budget, "tenantId" | "policyId" | "apiKeyId" | "name" | "scope">,
  { periods, nowMs }: { periods: SpendPeriods; nowMs: number },
): Budget[] {
  return compiled.counters.flatMap((counter) => {
    if (counter.limit.type !== "spend") return [];
    const { period, maxNanoUsd } = counter.limit;
    const current = periods.at(period, nowMs);
    return [{ ...of, period, current, maxNanoUsd, enforced: counter.enforced, counter, compiled }];
  }).sort((a, b) => PERIODS.indexOf(a.period) - PERIODS.indexOf(b.period));
}

const PERIODS = spendPeriod.options;
