import { Prisma } from "../../prisma/generated/client/client.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";
import { REQUEST_LOG_COLUMNS, toRequestLogRow } from "../logs/request_log_row.ts";
import { storableJson } from "./storable_json.ts";

/**
 * Inserts records into the log and gives back those that were not there yet, in their order.
 * The partition of every record's day must be there.
 */
export async function insertRecords(transaction: Transaction, records: RequestRecord[]): Promise<RequestRecord[]> {
  if (records.length === 0) return [];
  // In the order of their ids: two recorders that are given the same records wait for each other, and never in a circle.
  const sorted = records.toSorted((a, b) => a.id < b.id ? -1 : 1);
  const json = storableJson(sorted.map(toRequestLogRow));
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    INSERT INTO "RequestLog" (${columnNames})
    SELECT ${columnNames} FROM jsonb_to_recordset(${json}::jsonb) AS record(${columnDefinitions})
    ON CONFLICT DO NOTHING RETURNING "id"`;
  const inserted = new Set(rows.map((row) => row.id));
  // A record twice in one batch is returned once.
  return records.filter((record) => inserted.delete(record.id));
}

const columns = Object.entries(REQUEST_LOG_COLUMNS);
const columnNames = Prisma.raw(columns.map(([name]) => `"${name}"`).join(", "));
const columnDefinitions = Prisma.raw(columns.map(([name, type]) => `"${name}" ${type}`).join(", "));
