import type { Clock } from "../../shared/time/clock.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Fleet, GatewayHeartbeat } from "../../shared/transport/fleet.ts";
import type { Database, Transaction } from "../database.ts";

/**
 * How long a number must have been missing to be a gap, milliseconds, and the pause between two checks: what was in flight
 * at one of them has arrived by the next.
 */
export const GAP_GRACE_MS = 60_000;

export interface GapCheckDependencies {
  db: Database;
  clock: Clock;
  logger: Logger;
  fleet: Fleet;
}

/**
 * Looks once for numbers that are missing and writes down which; answers `elsewhere` when another control plane is at it or
 * was within the last minute. Throws when the database is away.
 */
export async function checkGaps(dependencies: GapCheckDependencies): Promise<"checked" | "elsewhere"> {
  const { db, clock, logger } = dependencies;
  const alive = await readFleet(dependencies);
  const changes = await db.$transaction(async (transaction) => {
    if (!await takeTurn(transaction, clock.now())) return null;
    const changes = await compare(transaction, alive, clock.now());
    // What is whole, and of a process that is gone, needs no row.
    await transaction.$executeRaw`
      DELETE FROM "RecordGap" AS gap WHERE "suspected" = '{}' AND "recordsLost" = 0
        AND NOT "instance" = ANY(${alive?.map(({ instance }) => instance) ?? []}::text[])
        AND ${alive !== null}::boolean`;
    return changes;
  });
  if (changes === null) return "elsewhere";
  for (const { instance, missing, ranges, lost } of changes) {
    if (missing === 0n && lost === 0n) logger.info("record_gap_filled", { instance });
    else logger.error("record_gap", { instance, missing: Number(missing), ranges, lost: Number(lost) });
  }
  return "checked";
}

/** Null when it cannot be told which gateways live. */
async function readFleet({ fleet, logger }: GapCheckDependencies): Promise<GatewayHeartbeat[] | null> {
  try {
    return await fleet.alive();
  } catch (error) {
    logger.warn("record_gaps_without_fleet", { error });
    return null;
  }
}

/** Whether the check is this control plane's to make; locks the others out until the transaction ends. */
async function takeTurn(transaction: Transaction, nowMs: number): Promise<boolean> {
  await transaction.$executeRaw`
    INSERT INTO "RecordGapCheck" ("id", "checkedAt") VALUES (1, 'epoch') ON CONFLICT DO NOTHING`;
  const due = new Date(nowMs - GAP_GRACE_MS);
  const turns = await transaction.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "RecordGapCheck" WHERE "checkedAt" <= ${due}::timestamptz FOR UPDATE SKIP LOCKED`;
  if (turns.length === 0) return false;
  await transaction.$executeRaw`UPDATE "RecordGapCheck" SET "checkedAt" = ${new Date(nowMs)}::timestamptz`;
  return true;
}

interface GapChange {
  instance: string;
  missing: bigint;
  /** The first twenty ranges, as text. */
  ranges: string;
  lost: bigint;
}

/**
 * Finds what is absent now and makes gaps of what was absent before; answers where that changed.
 *
 * Up to the highest number that is settled everything must be there. What a living gateway wrote beyond it is on its way;
 * what one that is gone had written waits for its spool to be adopted, and is missing for as long as nobody does.
 */
async function compare(
  transaction: Transaction,
  alive: GatewayHeartbeat[] | null,
  nowMs: number,
): Promise<GapChange[]> {
  const told = (alive ?? []).map(({ instance, recordsWritten = 0, recordsLost = 0 }) => ({
    instance,
    written: recordsWritten,
    lost: recordsLost,
  }));
  return await transaction.$queryRaw<GapChange[]>`
    WITH known AS (
      SELECT "instance",
        COALESCE(mark."committed" + mark."givenUp", '{}') AS settled,
        GREATEST(gap."recordsTold", told.written, 0) AS told,
        GREATEST(gap."recordsLost", told.lost, 0) AS lost,
        told.lost IS NULL AND ${alive !== null}::boolean AS gone,
        COALESCE(gap."suspected", '{}') AS suspected,
        COALESCE(gap."missing", '{}') AS missing_before,
        COALESCE(gap."recordsLost", 0) AS lost_before
      FROM "RecordWatermark" AS mark
      FULL JOIN "RecordGap" AS gap USING ("instance")
      FULL JOIN jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS told("instance" text, written bigint, lost bigint)
        USING ("instance")
    ), seen AS (
      SELECT *, int8multirange(int8range(1, GREATEST(upper(settled), CASE WHEN gone THEN told + 1 END, 1))) - settled
        AS absent
      FROM known
    ), written AS (
      INSERT INTO "RecordGap" AS gap ("instance", "suspected", "missing", "recordsTold", "recordsLost", "since")
      SELECT "instance", absent, absent * suspected, told, lost,
        CASE WHEN absent * suspected <> '{}' THEN ${new Date(nowMs)}::timestamptz END
      FROM seen WHERE absent <> '{}' OR suspected <> '{}' OR missing_before <> '{}' OR told > 0 OR lost > 0
      ON CONFLICT ("instance") DO UPDATE SET
        "suspected" = EXCLUDED."suspected",
        "missing" = EXCLUDED."missing",
        "recordsTold" = EXCLUDED."recordsTold",
        "recordsLost" = EXCLUDED."recordsLost",
        "since" = CASE WHEN EXCLUDED."missing" <> '{}' THEN COALESCE(gap."since", EXCLUDED."since") END
    )
    SELECT "instance", lost,
      (SELECT COALESCE(sum(upper(range) - lower(range)), 0)::bigint FROM unnest(absent * suspected) AS range) AS missing,
      (SELECT COALESCE(string_agg(range::text, ' '), '')
        FROM (SELECT * FROM unnest(absent * suspected) AS range LIMIT 20) AS first) AS ranges
    FROM seen WHERE absent * suspected <> missing_before OR lost <> lost_before
    ORDER BY "instance" LIMIT 100`;
}
