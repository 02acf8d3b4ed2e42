import type { RequestRecord } from "../../contracts/request_record.ts";
import type { WrittenRecord } from "../written_record.ts";

/** Records as a gateway's spool gives them. */
export function written(records: readonly RequestRecord[]): WrittenRecord[] {
  return records.map((record) => ({ sequence: record.sequence, text: JSON.stringify(record) }));
}
