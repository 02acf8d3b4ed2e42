import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";
import { retentionStart } from "../recorder/log_partitions.ts";

/** Days before today that hours are told apart, or as long as records are kept where that is longer. */
export const USAGE_HOURLY_DAYS = 90;
/** Days before today that usage is known by day: three years and a bit. */
export const USAGE_DAILY_DAYS = 1_100;

const BATCH_ROWS = 5_000;

/** How many rows of the rollups were deleted. */
export interface ExpiredUsage {
  hourly: number;
  daily: number;
  labels: number;
}

/**
 * Deletes rollups whose time is over, batch by batch. What tells end users and tags apart is kept no longer than the records
 * that it was summed up from, the tenant's own retention included. Any number of processes may do it at once.
 */
export async function expireUsage(
  { db, clock }: { db: Database; clock: Clock },
  { retentionDays }: { retentionDays: number },
): Promise<ExpiredUsage> {
  const hourlyFrom = new Date(retentionStart(clock, Math.max(USAGE_HOURLY_DAYS, retentionDays)));
  const dailyFrom = new Date(retentionStart(clock, USAGE_DAILY_DAYS));
  const hourly = await inBatches(() =>
    db.$executeRaw`
      DELETE FROM "UsageHourly" WHERE "ctid" IN (
        SELECT "ctid" FROM "UsageHourly" WHERE "at" < ${hourlyFrom}::timestamptz LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`
  );
  const daily = await inBatches(() =>
    db.$executeRaw`
      DELETE FROM "UsageDaily" WHERE "ctid" IN (
        SELECT "ctid" FROM "UsageDaily" WHERE "at" < ${dailyFrom}::timestamptz LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`
  );
  let labels = 0;
  for (const { id, logRetentionDays } of await db.tenant.findMany({ select: { id: true, logRetentionDays: true } })) {
    const from = new Date(retentionStart(clock, Math.min(logRetentionDays ?? retentionDays, retentionDays)));
    labels += await inBatches(() =>
      db.$executeRaw`
        DELETE FROM "UsageLabelDaily" WHERE "ctid" IN (
          SELECT "ctid" FROM "UsageLabelDaily" WHERE "tenantId" = ${id}::uuid AND "at" < ${from}::timestamptz
          LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`
    );
  }
  return { hourly, daily, labels };
}

async function inBatches(deleteSome: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteSome();
    total += deleted;
    if (deleted < BATCH_ROWS) return total;
  }
}
