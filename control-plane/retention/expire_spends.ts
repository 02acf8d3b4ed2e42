import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";
import { retentionStart } from "../recorder/log_partitions.ts";

const BATCH_ROWS = 5_000;

/**
 * Deletes what budgets were charged in periods that ended before the oldest record that is kept, batch by batch, the tenant's
 * own retention included; gives how many. Nothing asks for it any more: a ledger is rebuilt from periods under way, and a
 * reconciliation needs the records. What names an end user goes with it. Any number of processes may do it at once.
 */
export async function expireSpends(
  { db, clock }: { db: Database; clock: Clock },
  { retentionDays }: { retentionDays: number },
): Promise<number> {
  let expired = 0;
  for (const { id, logRetentionDays } of await db.tenant.findMany({ select: { id: true, logRetentionDays: true } })) {
    const from = new Date(retentionStart(clock, Math.min(logRetentionDays ?? retentionDays, retentionDays)));
    let deleted: number;
    do {
      deleted = await db.$executeRaw`
        DELETE FROM "BudgetSpend" WHERE "ctid" IN (
          SELECT "ctid" FROM "BudgetSpend" WHERE "tenantId" = ${id}::uuid AND "periodEnd" < ${from}::timestamptz
          LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`;
      expired += deleted;
    } while (deleted === BATCH_ROWS);
  }
  return expired;
}
