import { BODY_RETENTION_DAYS } from "../../shared/contracts/body_capture.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";

const DAY_MS = 86_400_000;
/** Bodies of one statement: it holds its locks for a moment only. */
const BATCH = 500;
/** How long a loss is told of, days. */
const LOSSES_DAYS = 90;

/**
 * Deletes bodies that are older than their project keeps them by now, and bodies that have had no record for a day; gives
 * how many. Any number of processes may do it at once.
 */
export async function dropExpiredBodies(db: Database, clock: Clock, logRetentionDays: number): Promise<number> {
  const now = new Date(clock.now());
  const expired = await inBatches(() =>
    db.$executeRaw`
      DELETE FROM "RequestBody" WHERE "requestId" IN (
        SELECT old."requestId" FROM "Project" p CROSS JOIN LATERAL (
          SELECT b."requestId" FROM "RequestBody" b
          WHERE b."projectId" = p."id" AND b."ts" < ${now}::timestamptz - make_interval(days =>
            LEAST(COALESCE((p."capture"->>'retentionDays')::int, ${BODY_RETENTION_DAYS}::int), ${
      logRetentionDays + 1
    }::int))
          ORDER BY b."ts" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
        ) old LIMIT ${BATCH})`
  );
  await db.bodyLoss.deleteMany({ where: { updatedAt: { lt: new Date(clock.now() - LOSSES_DAYS * DAY_MS) } } });
  return expired + await dropOrphans(db, now);
}

/** Erased records may have had bodies on their way: these come to nobody's knowledge, and stay no longer than a day. */
async function dropOrphans(db: Database, now: Date): Promise<number> {
  return await inBatches(() =>
    db.$executeRaw`
      DELETE FROM "RequestBody" WHERE "requestId" IN (
        SELECT b."requestId" FROM "RequestBody" b
        WHERE b."ts" < ${now}::timestamptz - interval '1 day' AND b."ts" > ${now}::timestamptz - interval '2 days'
          AND NOT EXISTS (SELECT 1 FROM "RequestLog" r WHERE r."ts" = b."ts" AND r."id" = b."requestId" AND r."bodies" IS NOT NULL)
        LIMIT ${BATCH} FOR UPDATE OF b SKIP LOCKED)`
  );
}

async function inBatches(deleteSome: () => Promise<number>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const count = await deleteSome();
    deleted += count;
    if (count < BATCH) return deleted;
  }
}

/** The first moment of which a project's bodies are kept, epoch milliseconds; `retentionDays` null for the default. */
export function bodiesKeptFrom(clock: Clock, retentionDays: number | null): number {
  return clock.now() - (retentionDays ?? BODY_RETENTION_DAYS) * DAY_MS;
}
