import type { RequestRecord } from "../../contracts/request_record.ts";
import type { WrittenRecord } from "../written_record.ts";

/** Records as a gateway's spool gives them. */
export function written(records: readonly RequestRecord[]): WrittenRecord[] {
  return records.map((record) => ({ n: record.sequence.n, bytes: encoder.encode(JSON.stringify(record)) }));
}

const encoder = new TextEncoder();
