import type { Logger } from "../../shared/logging/logger.ts";
import { Alarm } from "../../shared/time/alarm.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { eraseBodies } from "../bodies/erase_bodies.ts";
import type { Database } from "../database.ts";
import { retentionStart } from "../recorder/log_partitions.ts";

export interface ExpiryDependencies {
  db: Database;
  clock: Clock;
  logger: Logger;
}

const DAY_MS = 86_400_000;
/** Rows of one transaction: it holds its locks for some milliseconds only. */
const BATCH_ROWS = 1_000;
/** Between two of them, so that vacuum and everybody else gets their turn. */
const PAUSE_MS = 50;

/**
 * Deletes the records of tenants that keep them for a shorter time than the installation, batch by batch, with their bodies,
 * and gives how many. Any number of processes may do it at once. Ends early when the signal aborts; what is left is deleted
 * the next time.
 */
export async function expireRecords(
  dependencies: ExpiryDependencies,
  options: { retentionDays: number; signal: AbortSignal },
): Promise<number> {
  const { db, clock, logger } = dependencies;
  const tenants = await db.tenant.findMany({
    where: { logRetentionDays: { lt: options.retentionDays } },
    select: { id: true, logRetentionDays: true, projects: { select: { id: true } } },
    orderBy: { id: "asc" },
  });
  let total = 0;
  for (const { id: tenantId, logRetentionDays, projects } of tenants) {
    const before = retentionStart(clock, logRetentionDays!);
    let records = 0;
    for (const project of projects) {
      records += await expireProject(dependencies, { projectId: project.id, before, signal: options.signal });
    }
    if (records > 0) logger.info("expired_records_deleted", { tenantId, records, retentionDays: logRetentionDays });
    total += records;
  }
  return total;
}

async function expireProject(
  { db, clock }: ExpiryDependencies,
  { projectId, before, signal }: { projectId: string; before: number; signal: AbortSignal },
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const deleted = await expireBatch(db, projectId, before);
    if (deleted === 0) break;
    total += deleted;
    await new Alarm(clock).wait(PAUSE_MS, signal);
  }
  return total;
}

/** Deletes some of a project's oldest records; 0 when none is older than `before`. */
async function expireBatch(db: Database, projectId: string, before: number): Promise<number> {
  // One row of the index on project and time. It leads to one partition, which alone the rest has to do with.
  const [oldest] = await db.$queryRaw<{ ts: Date }[]>`
    SELECT "ts" FROM "RequestLog" WHERE "projectId" = ${projectId}::uuid AND "ts" < ${new Date(before)}::timestamptz
    ORDER BY "ts" LIMIT 1`;
  if (oldest === undefined) return 0;
  const dayEnd = new Date(Math.min(before, (Math.floor(oldest.ts.getTime() / DAY_MS) + 1) * DAY_MS));
  return await db.$transaction(async (transaction) => {
    const rows = await transaction.$queryRaw<{ id: string }[]>`
      DELETE FROM "RequestLog" WHERE "ts" >= ${oldest.ts}::timestamptz AND "ts" < ${dayEnd}::timestamptz AND "ctid" IN (
        SELECT "ctid" FROM "RequestLog"
        WHERE "projectId" = ${projectId}::uuid AND "ts" >= ${oldest.ts}::timestamptz AND "ts" < ${dayEnd}::timestamptz
        ORDER BY "ts" LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)
      RETURNING "id"`;
    await eraseBodies(transaction, rows.map(({ id }) => id));
    return rows.length;
  });
}
