import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";
import { REQUEST_LOG_COLUMNS, toRequestLogRow } from "../logs/request_log_row.ts";
import { rowsSql } from "./rows_sql.ts";

/**
 * Inserts records into the log and gives back those that were not there yet, in their order.
 * The partition of every record's day must be there.
 */
export async function insertRecords(transaction: Transaction, records: RequestRecord[]): Promise<RequestRecord[]> {
  if (records.length === 0) return [];
  // In the order of their ids: two recorders that are given the same records wait for each other, and never in a circle.
  const sorted = records.toSorted((a, b) => a.id < b.id ? -1 : 1);
  const { names, select, from } = rowsSql(REQUEST_LOG_COLUMNS, sorted.map(storedRow));
  // The ids are told only when some of them were there: that is seldom, and they are many.
  const [stored] = await transaction.$queryRaw<[{ ids: string | null }]>`
    WITH stored AS (INSERT INTO "RequestLog" (${names}) SELECT ${select} FROM ${from} ON CONFLICT DO NOTHING RETURNING "id")
    SELECT CASE WHEN count(*) < ${records.length} THEN COALESCE(string_agg("id"::text, ','), '') END AS "ids" FROM stored`;
  if (stored.ids === null) return records;
  const inserted = new Set(stored.ids.split(","));
  // A record twice in one batch is returned once.
  return records.filter((record) => inserted.delete(record.id));
}

function storedRow(record: RequestRecord) {
  return { ...toRequestLogRow(record), droppedFields: textArray(record.droppedFields) };
}

/** An array of texts as Postgres writes it. */
function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
