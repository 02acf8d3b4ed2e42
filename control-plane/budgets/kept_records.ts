import type { Clock } from "../../shared/time/clock.ts";
import type { Database, Transaction } from "../database.ts";

const DAY_MS = 86_400_000;

/**
 * Since when all records of a tenant are kept; null: since it was made. Older ones were dropped with their partitions, deleted
 * by the tenant's own retention, or may have been erased with an end user's.
 */
export async function recordsKeptSince(
  db: Database | Transaction,
  clock: Clock,
  tenantId: string,
): Promise<Date | null> {
  const { createdAt, logRetentionDays } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const [kept] = await db.$queryRaw<{ partition: Date | null; erasure: Date | null }[]>`
    SELECT (
      SELECT min(to_date(right(relname, 10), 'YYYY_MM_DD'))::timestamp AT TIME ZONE 'UTC'
      FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = '"RequestLog"'::regclass
    ) AS "partition", (
      SELECT max("requestedAt") FROM "EndUserErasure" WHERE "tenantId" = ${tenantId}::uuid
    ) AS "erasure"`;
  const retention = logRetentionDays === null
    ? null
    : new Date((Math.floor(clock.now() / DAY_MS) - logRetentionDays) * DAY_MS);
  const since = [kept?.partition, kept?.erasure, retention].filter((date) => date instanceof Date);
  const latest = since.length === 0 ? null : new Date(Math.max(...since.map((date) => date.getTime())));
  return latest !== null && latest > createdAt ? latest : null;
}
