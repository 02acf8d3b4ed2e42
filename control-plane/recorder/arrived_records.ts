import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";
import { findErased } from "../erasure/late_records.ts";

/** The shortest time after which a stored record may have been deleted because of its age. */
const RETENTION_MS_LEAST = 86_400_000;

/** Records as they are stored, and as the hooks of the recorder get them: by id. */
export interface ArrivedRecords {
  stored: RequestRecord[];
  counted: (id: string) => RequestRecord;
}

/**
 * Leaves out records that were committed before and deleted since, by age or by erasure: nothing in the log tells that they
 * were there, and they would be counted twice. What comes late of an end user who was erased is stored without the end user.
 */
export async function arrivedRecords(
  transaction: Transaction,
  records: RequestRecord[],
  { nowMs }: { nowMs: number },
): Promise<ArrivedRecords> {
  const erased = await findErased(transaction, records);
  const suspects = records.filter(({ id, ts }) => erased.has(id) || ts < nowMs - RETENTION_MS_LEAST);
  const before = await committedBefore(transaction, suspects);
  const counted = new Map<string, RequestRecord>();
  for (const record of records) {
    if (!before.has(record.id)) counted.set(record.id, erased.get(record.id) ?? record);
  }
  return {
    // Counters' names tell which requests are one end user's: charges are counted, but not stored with the record.
    stored: records.filter(({ id }) => counted.has(id)).map((record) =>
      erased.has(record.id) ? { ...counted.get(record.id)!, charges: [], policyVerdicts: [] } : record
    ),
    counted: (id) => counted.get(id)!,
  };
}

async function committedBefore(transaction: Transaction, records: readonly RequestRecord[]): Promise<Set<string>> {
  if (records.length === 0) return new Set();
  const numbered = JSON.stringify(records.map(({ id, sequence }) => ({ id, ...sequence })));
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT record."id" FROM json_to_recordset(${numbered}::json) AS record("id" uuid, "instance" text, "n" bigint)
    JOIN "RecordWatermark" AS held ON held."instance" = record."instance" AND held."committed" @> record."n"`;
  return new Set(rows.map((row) => row.id));
}
