import type { RecordDraft, UnnumberedRecord } from "./record_log.ts";

/** A record that is there as an object, for the log. */
export function draftOf(record: UnnumberedRecord): RecordDraft {
  return { id: record.id, write: (into) => into.members(record) };
}
