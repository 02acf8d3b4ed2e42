import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { setSpends } from "./budget_spends.ts";
import { type CalendarDay, calendarDay } from "./calendar_day.ts";
import { compareSpends, type SpendComparison } from "./compare_spends.ts";
import { recordsKeptSince } from "./kept_records.ts";
import { beginEpochsWithin, lockEpochs } from "./ledger_epochs.ts";
import { namelessCounterKey } from "./nameless_counter_key.ts";

/** What a repair did. */
export interface RepairedBudgets {
  /** The sums that did not agree with the records, as they were before. */
  corrected: SpendComparison[];
}

/** Corrections that the audit trail names one by one. */
const AUDITED_MAX = 100;
const PAGE_ROWS = 1_000;

/**
 * Sets what a tenant's budgets were charged in the periods of a day to what the records say, where all of them are kept, and
 * builds the tenant's ledger anew from that. Records of the tenant wait meanwhile.
 *
 * The ledger is rebuilt rather than corrected counter by counter: it is ahead of the records by what is on its way, and an amount
 * set from the records would lose that. After a rebuild the recorder adds it, each record once.
 */
export async function repairBudgets(
  call: Call,
  { tenantId, day }: { tenantId: string; day: string },
): Promise<RepairedBudgets> {
  const actor = authorize(call.actor, "budget.repair", tenantId);
  const { db, clock, transport, logger } = call.dependencies;
  const { timeZone } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { timeZone: true } });
  const calendar = calendarDay(day, timeZone);
  const { corrected, content } = await db.$transaction(async (transaction) => {
    await lockEpochs(transaction, [tenantId]);
    const corrected = await correctSpends(transaction, call, { tenantId, day: calendar });
    const [content] = await beginEpochsWithin(transaction, [tenantId], clock);
    await recordAudit(transaction, { ...call, actor }, {
      action: "budget.repair",
      tenantId,
      target: { kind: "Tenant", id: tenantId },
      after: { day: calendar.day, corrected: corrected.length, counters: corrected.slice(0, AUDITED_MAX).map(summary) },
    });
    return { corrected, content: content! };
  }, { maxWait: 10_000, timeout: 60_000 });
  try {
    await transport.reservationLedger.rebuild(tenantId, content.epoch, content.spends);
  } catch (error) {
    // The database has the new epoch, and so the keeper does it as soon as the ledger can be reached.
    logger.warn("ledger_not_begun", { tenantId, error });
  }
  return { corrected };
}

async function correctSpends(
  transaction: Transaction,
  { dependencies: { clock } }: Call,
  { tenantId, day }: { tenantId: string; day: CalendarDay },
): Promise<SpendComparison[]> {
  const keptSince = await recordsKeptSince(transaction, clock, tenantId);
  const corrected: SpendComparison[] = [];
  for (let after: SpendComparison | null | undefined = null; after !== undefined;) {
    const query = { tenantId, from: day.from, until: day.until, after: after ?? undefined, rowsMax: PAGE_ROWS };
    const page: SpendComparison[] = await compareSpends(transaction, query);
    const wrong = page.filter(({ periodStart, recordsNanoUsd, spendNanoUsd }) =>
      (keptSince === null || periodStart >= keptSince) && recordsNanoUsd !== spendNanoUsd
    );
    if (wrong.length > 0) await setSpends(transaction, tenantId, wrong);
    corrected.push(...wrong);
    after = page.at(PAGE_ROWS - 1);
  }
  return corrected;
}

function summary({ counterKey, periodStart, spendNanoUsd, recordsNanoUsd }: SpendComparison) {
  return {
    counterKey: namelessCounterKey(counterKey),
    periodStart: periodStart.toISOString(),
    before: String(spendNanoUsd),
    after: String(recordsNanoUsd),
  };
}
