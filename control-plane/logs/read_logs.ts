import { Prisma, type RequestLog } from "../../prisma/generated/client/client.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { isUuidv7, uuidv7Milliseconds } from "../../shared/identifiers/uuid.ts";
import { ValidationError } from "../api_error.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";
import { conditionsSql } from "./conditions_sql.ts";
import { readLogQuery } from "./log_query.ts";
import type { LogCondition } from "./log_condition.ts";
import { fromRequestLogRow } from "./request_log_row.ts";
import { withinSearchTime } from "./within_search_time.ts";

/** A page of records. Positions are cursors of `logCursor()`; neither is part of the page. */
export interface LogPage {
  /** Only records older than this one. */
  after?: string | undefined;
  /** Only records newer than this one. */
  before?: string | undefined;
  limit: number;
  /** The oldest first instead of the newest. Default false. */
  oldestFirst?: boolean;
}

/** A project's records, or a whole tenant's, the newest first. `filter` is checked here; its paths begin with `filter`. */
export async function listLogs(
  call: Call,
  input: { projectId: string | null; tenantId: string | null; filter: unknown },
  page: LogPage,
): Promise<RequestRecord[]> {
  const { conditions } = await readLogQuery(call, input);
  return await withinSearchTime(() => readLogs(call.dependencies.searchDb, conditions, page));
}

/** Records under some conditions; authorize before they are shown. */
export async function readLogs(
  db: Database,
  conditions: readonly LogCondition[],
  page: LogPage,
): Promise<RequestRecord[]> {
  const where = Prisma.join(
    [conditionsSql(conditions), ...position("after", page.after), ...position("before", page.before)],
    " AND ",
  );
  const order = page.oldestFirst ? Prisma.sql`"ts", "id"` : Prisma.sql`"ts" DESC, "id" DESC`;
  const rows = await db.$queryRaw<RequestLog[]>`
    SELECT * FROM "RequestLog" WHERE ${where} ORDER BY ${order} LIMIT ${page.limit}`;
  return rows.map(fromRequestLogRow);
}

/** One record by its id, whosever it is; authorize before it is shown. */
export async function findLog(db: Database, id: string): Promise<RequestRecord | null> {
  // The id's own millisecond is the record's, and leads to its partition.
  const row = await db.requestLog.findUnique({ where: { ts_id: { ts: new Date(uuidv7Milliseconds(id)), id } } });
  return row && fromRequestLogRow(row);
}

/** Where a record stands in the log: its id, which carries its time. Opaque to clients. */
export function logCursor(record: RequestRecord): string {
  return btoa(`log:${record.id}`);
}

function position(side: "after" | "before", cursor: string | undefined): Prisma.Sql[] {
  if (cursor === undefined) return [];
  const id = recordId(side, cursor);
  const ts = new Date(uuidv7Milliseconds(id));
  // The bound on `ts` alone says the same less exactly; by it partitions are left out, which a comparison of rows does not.
  return side === "after"
    ? [Prisma.sql`"ts" <= ${ts}::timestamptz AND ("ts", "id") < (${ts}::timestamptz, ${id}::uuid)`]
    : [Prisma.sql`"ts" >= ${ts}::timestamptz AND ("ts", "id") > (${ts}::timestamptz, ${id}::uuid)`];
}

function recordId(side: string, cursor: string): string {
  let text = "";
  try {
    text = atob(cursor);
  } catch {
    // Refused below, like every other cursor that is not ours.
  }
  const id = text.replace(/^log:/, "");
  if (!text.startsWith("log:") || !isUuidv7(id)) {
    throw new ValidationError([{ path: [side], message: "not a cursor of this list" }]);
  }
  return id;
}
