import { RECORDS_PER_ENTRY_MAX } from "./record_stream_bounds.ts";
import type { RecordCursor } from "./record_stream.ts";

/** The index that stands for a whole entry: its last record has this one, however many there are. */
export const LAST_INDEX = RECORDS_PER_ENTRY_MAX - 1;

/** A cursor taken apart; `position` is how many records were ever appended up to the end of its entry. */
export interface CursorParts {
  epoch: string;
  entryId: string;
  position: number;
  index: number;
}

/** Names an entry of the stream: milliseconds, then how many records were ever appended, this entry's included. */
export function entryIdOf(atMs: number, position: number): string {
  return `${atMs}-${position}`;
}

/** How many records were ever appended up to the end of an entry. */
export function positionOf(entryId: string): number {
  return Number(entryId.slice(entryId.indexOf("-") + 1));
}

export function formatCursor(epoch: string, entryId: string, index: number): RecordCursor {
  return `${epoch}:${entryId}:${index}`;
}

/** The cursor of the record at `index` of an entry of `length` records. */
export function cursorInEntry(epoch: string, entryId: string, index: number, length: number): RecordCursor {
  return formatCursor(epoch, entryId, index === length - 1 ? LAST_INDEX : index);
}

/** Takes a cursor apart; null when it is none of ours. */
export function parseCursor(cursor: RecordCursor): CursorParts | null {
  const match = /^([^:]{1,64}):(\d{1,16}-(\d{1,16})):(\d{1,2})$/.exec(cursor);
  if (match === null) return null;
  return { epoch: match[1]!, entryId: match[2]!, position: Number(match[3]), index: Number(match[4]) };
}
