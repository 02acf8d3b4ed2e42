import type { RequestLog } from "../../prisma/generated/client/client.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Database } from "../database.ts";
import { conditionsSql } from "./conditions_sql.ts";
import type { LogCondition } from "./log_condition.ts";
import { fromRequestLogRow } from "./request_log_row.ts";

const OVERLAP_MS = 60_000;
/** The longest that a request takes, by the greatest timeout of a target. */
const REQUEST_MS_MAX = 3_600_000;
const BACKFILL_LOGS_MAX = 1_000;

/**
 * Stored records that were finished after a moment, less a minute for clocks that differ and records under way to the
 * database; the newest 1,000, the oldest of them first.
 */
export async function backfillLogs(
  db: Database,
  conditions: readonly LogCondition[],
  sinceMs: number,
): Promise<RequestRecord[]> {
  const since = new Date(sinceMs - OVERLAP_MS);
  const earliest = new Date(sinceMs - OVERLAP_MS - REQUEST_MS_MAX);
  // A record bears the time of its request's beginning, and came into the stream at its end.
  const rows = await db.$queryRaw<RequestLog[]>`
    SELECT * FROM "RequestLog"
    WHERE ${conditionsSql(conditions)} AND "ts" >= ${earliest}::timestamptz
      AND "ts" + "totalMs" * interval '1 millisecond' >= ${since}::timestamptz
    ORDER BY "ts" DESC, "id" DESC LIMIT ${BACKFILL_LOGS_MAX}`;
  return rows.map(fromRequestLogRow).toReversed();
}
