import type { ReservationLedger } from "../../shared/transport/reservation_ledger.ts";
import { ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";
import { type CalendarDay, calendarDay } from "./calendar_day.ts";
import { settledClaims } from "./charged_record.ts";
import { compareSpends, type SpendComparison } from "./compare_spends.ts";
import { recordsKeptSince } from "./kept_records.ts";

/** One counter of a budget in one period, as the three places have it that know of it. */
export interface BudgetComparison extends SpendComparison {
  /** Whether every record of the period is kept, so that the records can be held against it. */
  recordsComplete: boolean;
  /** Null when the period is over or the ledger could not be asked, or has forgotten. */
  ledger: { settledNanoUsd: bigint; reservedNanoUsd: bigint } | null;
}

/** What a tenant's requests of a day cost, by their records. */
export interface DayCost {
  costNanoUsd: bigint;
  requests: number;
  /** Requests of models without a known price, which are part of no sum. */
  unpricedRequests: number;
}

/** A day's comparisons, a page of them, and what its requests cost. */
export interface BudgetReconciliation {
  day: CalendarDay;
  comparisons: BudgetComparison[];
}

export interface ReconciliationPage {
  after?: string | undefined;
  limit: number;
}

type ReconciliationDependencies = Pick<Call["dependencies"], "clock"> & { db: Database; ledger: ReservationLedger };

/** A page of the comparisons of a day: every counter with a period of which a part lies in the day. */
export async function readReconciliation(
  call: Call,
  { tenantId, day }: { tenantId: string; day: string },
  page: ReconciliationPage,
): Promise<BudgetReconciliation> {
  authorize(call.actor, "budget.read", tenantId);
  const { db, clock, transport } = call.dependencies;
  const { timeZone } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { timeZone: true } });
  const calendar = calendarDay(day, timeZone);
  const query = { tenantId, day: calendar, after: readCursor(page.after), rowsMax: page.limit };
  const dependencies = { db, clock, ledger: transport.reservationLedger };
  return { day: calendar, comparisons: await compareBudgets(dependencies, query) };
}

/** Compares what budgets were charged with the records, and then with the ledger. */
export async function compareBudgets(
  { db, clock, ledger }: ReconciliationDependencies,
  { tenantId, day, after, rowsMax }: {
    tenantId: string;
    day: CalendarDay;
    after?: Pick<SpendComparison, "counterKey" | "periodStart"> | undefined;
    rowsMax: number;
  },
): Promise<BudgetComparison[]> {
  const keptSince = await recordsKeptSince(db, clock, tenantId);
  const spends = await compareSpends(db, { tenantId, from: day.from, until: day.until, after, rowsMax });
  const underWay = spends.filter(({ periodEnd }) => periodEnd.getTime() > clock.now());
  const held = await readLedger(ledger, tenantId, underWay);
  return spends.map((spend) => ({
    ...spend,
    recordsComplete: keptSince === null || spend.periodStart >= keptSince,
    ledger: held.get(spend) ?? null,
  }));
}

/** What a tenant's requests of a day cost. The caller authorizes. */
export async function readDayCost(db: Database, tenantId: string, { from, until }: CalendarDay): Promise<DayCost> {
  const projects = await db.project.findMany({ where: { tenantId }, select: { id: true } });
  const { _sum, _count } = await db.requestLog.aggregate({
    where: { tenantId, projectId: { in: projects.map(({ id }) => id) }, ts: { gte: from, lt: until } },
    _sum: { costNanoUsd: true },
    _count: { _all: true, costNanoUsd: true },
  });
  return {
    costNanoUsd: _sum.costNanoUsd ?? 0n,
    requests: _count._all,
    unpricedRequests: _count._all - _count.costNanoUsd,
  };
}

/** Whether two of the places do not agree, as far as they can be compared. */
export function differs({ recordsComplete, recordsNanoUsd, spendNanoUsd, ledger }: BudgetComparison): boolean {
  if (recordsComplete && recordsNanoUsd !== spendNanoUsd) return true;
  return ledger !== null && ledger.settledNanoUsd !== spendNanoUsd;
}

/** Where a comparison stands in the list. Opaque to clients. */
export function comparisonCursor({ counterKey, periodStart }: SpendComparison): string {
  return btoa(`budget:${periodStart.getTime()}:${encodeURIComponent(counterKey)}`);
}

/** Counters of one call to the ledger. */
const CALL_COUNTERS_MAX = 500;

async function readLedger(ledger: ReservationLedger, tenantId: string, spends: readonly SpendComparison[]) {
  const held = new Map<SpendComparison, BudgetComparison["ledger"]>();
  for (let start = 0; start < spends.length; start += CALL_COUNTERS_MAX) {
    const asked = spends.slice(start, start + CALL_COUNTERS_MAX);
    const claims = settledClaims(asked.map((spend) => ({
      ...spend,
      periodStart: spend.periodStart.getTime(),
      periodEnd: spend.periodEnd.getTime(),
      nanoUsd: 0,
    })));
    // While the ledger is away the rest can be compared all the same.
    const answer = await ledger.read(tenantId, claims).catch(() => null);
    if (answer?.state !== "initialised") return held;
    for (const [n, { used, reserved }] of answer.value.entries()) {
      held.set(asked[n]!, { settledNanoUsd: BigInt(used - reserved), reservedNanoUsd: BigInt(reserved) });
    }
  }
  return held;
}

function readCursor(cursor: string | undefined): Pick<SpendComparison, "counterKey" | "periodStart"> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parts = /^budget:(\d{1,14}):(.*)$/.exec(atob(cursor));
    const counterKey = parts === null ? null : decodeURIComponent(parts[2]!);
    if (counterKey !== null && !counterKey.includes("\0")) {
      return { periodStart: new Date(Number(parts![1])), counterKey };
    }
  } catch {
    // Refused below, like every other cursor that is not ours.
  }
  throw new ValidationError([{ path: ["after"], message: "not a cursor of this list" }]);
}
