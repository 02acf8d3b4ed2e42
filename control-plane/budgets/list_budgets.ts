import { z } from "zod";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { spendPeriod } from "../../shared/contracts/policy.ts";
import { SpendPeriods } from "../../shared/policy/spend_period.ts";
import { ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { publishedPolicies } from "../policies/published_policies.ts";
import { type Budget, budgetsOfKey, budgetsOfPolicy } from "./budget.ts";

/** A page of budgets, after a cursor of `budgetCursor()`. */
export interface BudgetsPage {
  after?: string | undefined;
  limit: number;
}

/**
 * Every limit on money that gateways keep to: those of published policies by the policies' ids, then those that API keys in use
 * have by themselves, by the keys' ids.
 */
export async function listBudgets(call: Call, tenantId: string, page: BudgetsPage): Promise<Budget[]> {
  authorize(call.actor, "budget.read", tenantId);
  const published = await publishedPolicies(call, tenantId);
  const now = { periods: published?.periods ?? new SpendPeriods("UTC"), nowMs: call.dependencies.clock.now() };
  const after = page.after === undefined ? null : readCursor(page.after);
  const ofPolicies = [...published?.policies.values() ?? []]
    .sort((a, b) => a.id < b.id ? -1 : 1)
    .flatMap((policy) => budgetsOfPolicy(tenantId, policy, now));
  const left = after?.kind === "key" ? [] : ofPolicies.filter((budget) => isAfter(budget, after));
  if (left.length >= page.limit) return left.slice(0, page.limit);
  const keys = await readKeys(call, tenantId, {
    fromId: after?.kind === "key" ? after.id : null,
    limit: page.limit - left.length + 1,
  });
  const ofKeys = keys.flatMap((key) => budgetsOfKey(key, now)).filter((budget) => isAfter(budget, after));
  return [...left, ...ofKeys].slice(0, page.limit);
}

interface Position {
  kind: "policy" | "key";
  id: string;
  period: Budget["period"];
}

const position = z.tuple([z.literal("budget"), z.enum(["policy", "key"]), uuid, spendPeriod]);

function readCursor(cursor: string): Position {
  try {
    const [, kind, id, period] = position.parse(atob(cursor).split(":"));
    return { kind, id, period };
  } catch {
    throw new ValidationError([{ path: ["after"], message: "not a cursor of this list" }]);
  }
}

/** Budgets of one policy or key stand in the order of their periods' lengths. */
function isAfter({ policyId, apiKeyId, period }: Budget, after: Position | null): boolean {
  if (after === null) return true;
  if ((policyId === null ? "key" : "policy") !== after.kind) return policyId === null;
  const id = policyId ?? apiKeyId!;
  return id === after.id ? PERIODS.indexOf(period) > PERIODS.indexOf(after.period) : id > after.id;
}

const PERIODS = spendPeriod.options;

/** Keys with a limit on money, from one on: it may have more than one. */
function readKeys(call: Call, tenantId: string, { fromId, limit }: { fromId: string | null; limit: number }) {
  const first = fromId ?? "00000000-0000-0000-0000-000000000000";
  return call.dependencies.db.$queryRaw<{ id: string; tenantId: string; name: string; limits: unknown }[]>`
    SELECT "id", "tenantId", "name", "limits" FROM "ApiKey"
    WHERE "tenantId" = ${tenantId}::uuid AND "id" >= ${first}::uuid AND "revokedAt" IS NULL
      AND "limits" @> '[{"type": "spend"}]'
    ORDER BY "id" LIMIT ${limit}`;
}
