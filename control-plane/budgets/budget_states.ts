import { Prisma } from "../../prisma/generated/client/client.ts";
import { counterKeyPrefix, readCounterKey } from "../../shared/policy/counter_key.ts";
import type { CountedLimit } from "../../shared/policy/limit_name.ts";
import { SpendPeriods } from "../../shared/policy/spend_period.ts";
import { ValidationError } from "../api_error.ts";
import type { Call } from "../call.ts";
import { publishedPolicies } from "../policies/published_policies.ts";
import { readCounters } from "../policies/read_counters.ts";
import { type Budget, isPerEach } from "./budget.ts";

/** How one counter of a budget stands in the period under way; amounts are nano-dollars. */
export interface BudgetState {
  counterKey: string;
  /** The key or end user that it is about; null where it is about all, and where only a digest of it is known. */
  apiKeyId: string | null;
  endUser: string | null;
  maxNanoUsd: bigint;
  spentNanoUsd: bigint;
  /** What requests under way hold; null where the ledger cannot say, and what was spent is what the records say. */
  reservedNanoUsd: bigint | null;
  forecastNanoUsd: bigint | null;
  /** What was charged by the records' sums, by which spenders are put in order. */
  chargedNanoUsd: bigint;
}

/** In the first fiftieth of a period a forecast would say nothing: one request would be as good as a hundred. */
const FORECAST_FROM_SHARE = 50;

/** How budgets that count all together stand, by their counters' keys: one question to the ledger and one to the database. */
export async function readBudgetStates(call: Call, budgets: readonly Budget[]): Promise<Map<string, BudgetState>> {
  const whole = budgets.filter((budget) => !isPerEach(budget));
  if (whole.length === 0) return new Map();
  const spent = await readCharged(call, whole);
  const counted = whole.map((budget) => ({
    budget,
    counterKey: budget.counter.key,
    chargedNanoUsd: spent.get(`${budget.counter.key} ${budget.current.start}`) ?? 0n,
  }));
  const states = await withLedger(call, counted);
  return new Map(states.map((state) => [state.counterKey, state]));
}

/** Who has spent most of a budget that each key or end user has for itself, most first. */
export async function readTopSpenders(
  call: Call,
  budget: Budget,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<BudgetState[]> {
  if (!isPerEach(budget)) return [];
  const { tenantId, current, scope } = budget;
  const policyId = budget.policyId ?? budget.apiKeyId!;
  const prefix = counterKeyPrefix(policyId, `spend_${budget.period}` as CountedLimit, scope.type);
  const below = after === undefined ? null : readSpenderCursor(after);
  const onlyBelow = below === null
    ? Prisma.empty
    : Prisma.sql`AND ("nanoUsd", "counterKey") < (${below.nanoUsd}::bigint, ${below.counterKey}::text)`;
  const rows = await call.dependencies.db.$queryRaw<{ counterKey: string; nanoUsd: bigint }[]>`
    SELECT "counterKey", "nanoUsd" FROM "BudgetSpend"
    WHERE "tenantId" = ${tenantId}::uuid AND left("counterKey", 36) = ${policyId}
      AND "periodStart" = ${new Date(current.start)}::timestamptz AND starts_with("counterKey", ${prefix}) ${onlyBelow}
    ORDER BY "nanoUsd" DESC, "counterKey" DESC LIMIT ${limit}`;
  const counted = rows.map(({ counterKey, nanoUsd }) => ({ budget, counterKey, chargedNanoUsd: nanoUsd }));
  return await withLedger(call, counted);
}

/** Where a spender stands in the list, opaque to clients. */
export function spenderCursor({ counterKey, chargedNanoUsd }: BudgetState): string {
  return btoa(`spender:${chargedNanoUsd}:${counterKey}`);
}

function readSpenderCursor(cursor: string): { nanoUsd: bigint; counterKey: string } {
  try {
    const parts = /^spender:(\d{1,19}):([\x20-\x7e]{1,256})$/.exec(atob(cursor))!;
    return { nanoUsd: BigInt.asIntN(64, BigInt(parts[1]!)), counterKey: parts[2]! };
  } catch {
    throw new ValidationError([{ path: ["after"], message: "not a cursor of this list" }]);
  }
}

async function readCharged(call: Call, budgets: readonly Budget[]): Promise<Map<string, bigint>> {
  const rows = await call.dependencies.db.budgetSpend.findMany({
    where: {
      OR: budgets.map(({ tenantId, counter, current }) => ({
        tenantId,
        counterKey: counter.key,
        periodStart: new Date(current.start),
      })),
    },
  });
  return new Map(rows.map((row) => [`${row.counterKey} ${row.periodStart.getTime()}`, row.nanoUsd]));
}

interface Counted {
  budget: Budget;
  counterKey: string;
  chargedNanoUsd: bigint;
}

async function withLedger(call: Call, counted: readonly Counted[]): Promise<BudgetState[]> {
  if (counted.length === 0) return [];
  const { tenantId } = counted[0]!.budget;
  const periods = (await publishedPolicies(call, tenantId))?.periods ?? new SpendPeriods("UTC");
  // The counter by its whole key: of some spenders nothing but the key is known.
  const subjects = counted.map(({ budget: { compiled, counter }, counterKey }) => ({
    compiled: { ...compiled, counters: [{ ...counter, key: counterKey, perSubject: null }] },
    subject: "",
  }));
  const counters = await readCounters(call, { tenantId, periods }, subjects);
  const nowMs = call.dependencies.clock.now();
  return counted.map((one, index) => {
    const known = counters[index]![0]!.known;
    const spentNanoUsd = known === null ? one.chargedNanoUsd : BigInt(known.used - known.reserved);
    const name = readCounterKey(one.counterKey);
    const subject = isPerEach(one.budget) ? name?.subject ?? null : null;
    return {
      counterKey: one.counterKey,
      apiKeyId: name?.scope === "api_key" ? subject : null,
      endUser: name?.scope === "end_user" ? subject : null,
      maxNanoUsd: BigInt(one.budget.maxNanoUsd),
      spentNanoUsd,
      reservedNanoUsd: known && BigInt(known.reserved),
      forecastNanoUsd: forecast(spentNanoUsd, one.budget.current, nowMs),
      chargedNanoUsd: one.chargedNanoUsd,
    };
  });
}

/** What it comes to at the period's end if it goes on as it has so far. */
function forecast(spentNanoUsd: bigint, { start, end }: Budget["current"], nowMs: number): bigint | null {
  const elapsedMs = nowMs - start;
  if (elapsedMs * FORECAST_FROM_SHARE < end - start) return null;
  return spentNanoUsd * BigInt(end - start) / BigInt(elapsedMs);
}
