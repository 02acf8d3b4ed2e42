import fixture from "../../../shared/contracts/fixtures/request_record_1.json" with { type: "json" };
import { type RequestRecord, requestRecord } from "../../../shared/contracts/request_record.ts";
import { uuidv7, uuidv7Milliseconds } from "../../../shared/identifiers/uuid.ts";

const base = requestRecord.parse(fixture);

/** A record of instance `gw-1` with an id of `atMs` (default now); the fields given replace its own. */
export function sampleRecord(
  n: number,
  { atMs = Date.now(), ...fields }: Partial<RequestRecord> & { atMs?: number } = {},
): RequestRecord {
  const id = fields.id ?? uuidv7(atMs);
  return structuredClone({ ...base, id, ts: uuidv7Milliseconds(id), sequence: { instance: "gw-1", n }, ...fields });
}

/** Records numbered from `first` to `last`. */
export function sampleRecords(first: number, last: number, fields: Partial<RequestRecord> = {}): RequestRecord[] {
  return Array.from({ length: last - first + 1 }, (_, index) => sampleRecord(first + index, fields));
}
