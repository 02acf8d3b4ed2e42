import type { NewerReading } from "../contracts/read_newer.ts";
import type { FeedAnswer, NewerEntry } from "./feed_answer.ts";

/** Reads an entry that a feed holds. One that is refused is unknown: whoever has its last good state keeps it. */
export function readFeedEntry<T>(
  id: string,
  document: unknown,
  read: (document: unknown) => NewerReading<T>,
): FeedAnswer<T> {
  const reading = read(document);
  if (!reading.ok) {
    const newer = [{ id, refused: true, detail: reading.detail }];
    return { state: "unknown", reason: "the entry in the feed is not understood", newer };
  }
  const newer = passedOver(id, reading.passedOver);
  return { state: "found", value: reading.value, ...(newer.length > 0 && { newer }) };
}

/** Reads a list of entries, each by its id: those that are refused are left out, and the others are read all the same. */
export function readFeedEntries<T>(
  documents: readonly (readonly [id: string, document: unknown])[],
  read: (document: unknown) => NewerReading<T>,
): FeedAnswer<T[]> {
  const value: T[] = [];
  const newer: NewerEntry[] = [];
  for (const [id, document] of documents) {
    const reading = read(document);
    if (reading.ok) {
      value.push(reading.value);
      newer.push(...passedOver(id, reading.passedOver));
    } else newer.push({ id, refused: true, detail: reading.detail });
  }
  return { state: "found", value, ...(newer.length > 0 && { newer }) };
}

function passedOver(id: string, fields: string[]): NewerEntry[] {
  return fields.length === 0 ? [] : [{ id, refused: false, detail: fields.join(", ").slice(0, 256) }];
}
