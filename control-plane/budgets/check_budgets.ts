import { Alarm } from "../../shared/time/alarm.ts";
import { type BudgetComparison, compareBudgets, differs } from "./budget_reconciliation.ts";
import { dayBefore } from "./calendar_day.ts";
import { namelessCounterKey } from "./nameless_counter_key.ts";
import type { LedgerDependencies } from "./rebuild_ledgers.ts";

const DAY_MS = 86_400_000;
const PAGE_ROWS = 500;
/** How long what is on its way is given to arrive, milliseconds. */
const SETTLING_MS = 60_000;
/** Counters of a tenant that the log names. */
const LOGGED_MAX = 20;

/**
 * Holds the budgets of all tenants against the records and the ledgers, for the periods of which a part lies in each one's
 * yesterday: once a day, by one of all processes. Gives how many do not agree, or null when another has done it within a day or
 * the signal aborted. Differences are logged and left as they are: `repairBudgets` is for people.
 */
export async function checkBudgets(dependencies: LedgerDependencies, signal: AbortSignal): Promise<number | null> {
  const { db, clock, logger } = dependencies;
  const now = new Date(clock.now());
  const claimed = await db.$executeRaw`
    INSERT INTO "BudgetCheck" AS held ("id", "startedAt") VALUES (1, ${now})
    ON CONFLICT ("id") DO UPDATE SET "startedAt" = EXCLUDED."startedAt"
    WHERE held."startedAt" <= ${new Date(clock.now() - DAY_MS)}`;
  if (claimed === 0) return null;
  const suspects = await compareTenants(dependencies, await tenantsOf(dependencies), signal);
  // A ledger is ahead of its records, or behind those that its gateway could not settle at once: both pass.
  if (suspects.size > 0) await new Alarm(clock).wait(SETTLING_MS, signal);
  let differences = 0;
  for (const [tenantId, before] of suspects) {
    if (signal.aborted) return null;
    const after = await comparisonsOf(dependencies, tenantId);
    const wrong = [...before].filter(([name, comparison]) => isWrong(comparison, after.get(name)));
    if (wrong.length === 0) continue;
    differences += wrong.length;
    const counters = wrong.slice(0, LOGGED_MAX).map(([, comparison]) => logged(comparison));
    logger.error("budget_differences", { tenantId, differences: wrong.length, counters });
  }
  await db.budgetCheck.update({ where: { id: 1 }, data: { differences } });
  logger.info("budgets_checked", { differences });
  return differences;
}

type Comparisons = Map<string, BudgetComparison>;

/** The tenants that were charged anything in the last days, and those of theirs that do not agree now. */
async function compareTenants(
  dependencies: LedgerDependencies,
  tenantIds: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Comparisons>> {
  const suspects = new Map<string, Comparisons>();
  for (const tenantId of tenantIds) {
    if (signal.aborted) break;
    const comparisons = await comparisonsOf(dependencies, tenantId);
    for (const [name, comparison] of comparisons) if (!differs(comparison)) comparisons.delete(name);
    if (comparisons.size > 0) suspects.set(tenantId, comparisons);
  }
  return suspects;
}

async function tenantsOf({ db, clock }: LedgerDependencies): Promise<string[]> {
  const rows = await db.$queryRaw<{ tenantId: string }[]>`
    SELECT DISTINCT spend."tenantId" FROM "BudgetSpend" AS spend JOIN "Tenant" ON "id" = spend."tenantId"
    WHERE spend."periodEnd" > ${new Date(clock.now() - 3 * DAY_MS)}`;
  return rows.map(({ tenantId }) => tenantId);
}

async function comparisonsOf({ db, clock, ledger }: LedgerDependencies, tenantId: string): Promise<Comparisons> {
  const { timeZone } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { timeZone: true } });
  const comparisons: Comparisons = new Map();
  const day = dayBefore(clock.now(), timeZone);
  for (let after: BudgetComparison | null | undefined = null; after !== undefined;) {
    const query = { tenantId, day, after: after ?? undefined, rowsMax: PAGE_ROWS };
    const page: BudgetComparison[] = await compareBudgets({ db, clock, ledger }, query);
    for (const each of page) comparisons.set(`${each.counterKey} ${each.periodStart.getTime()}`, each);
    after = page.at(PAGE_ROWS - 1);
  }
  return comparisons;
}

/** What cannot be explained by what was on its way at either time. */
function isWrong(before: BudgetComparison, after: BudgetComparison | undefined): boolean {
  if (after === undefined) return true;
  if (after.recordsComplete && after.recordsNanoUsd !== after.spendNanoUsd) return true;
  if (before.ledger === null || after.ledger === null) return false;
  return after.ledger.settledNanoUsd < before.spendNanoUsd || before.ledger.settledNanoUsd > after.spendNanoUsd;
}

function logged({ counterKey, periodStart, recordsNanoUsd, spendNanoUsd, ledger }: BudgetComparison) {
  return {
    counterKey: namelessCounterKey(counterKey),
    periodStart: periodStart.toISOString(),
    recordsNanoUsd: String(recordsNanoUsd),
    spendNanoUsd: String(spendNanoUsd),
    ledgerNanoUsd: ledger && String(ledger.settledNanoUsd),
  };
}
