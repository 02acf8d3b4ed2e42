import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import type { WrittenRecord } from "../../../shared/transport/written_record.ts";

/** What was written, as whoever receives it reads it. */
export function readBack(records: readonly WrittenRecord[]): RequestRecord[] {
  return records.map(({ bytes }) => JSON.parse(decoder.decode(bytes)));
}

const decoder = new TextDecoder();
