import { cursorInEntry, formatCursor, LAST_INDEX, parseCursor } from "../record_cursor.ts";
import type { RecordCursor, RecordStreamTail, TailedRecord } from "../record_stream.ts";
import type { MemoryRecordLog } from "./memory_record_log.ts";

/** The live tail's side of the record stream within one process. */
export class MemoryRecordTail implements RecordStreamTail {
  readonly #log: MemoryRecordLog;

  constructor(log: MemoryRecordLog) {
    this.#log = log;
  }

  end(): Promise<{ epoch: string | null; cursor: RecordCursor }> {
    const { epoch, lastEntry, trimmed } = this.#log;
    // The whole stream may have been trimmed: its end is then where trimming stopped.
    const cursor = formatCursor(epoch ?? "none", lastEntry?.id ?? `0-${trimmed}`, LAST_INDEX);
    return Promise.resolve({ epoch, cursor });
  }

  async readAfter(
    cursor: RecordCursor,
    options: { recordsMax: number; blockMs?: number; signal?: AbortSignal },
  ): Promise<{ records: TailedRecord[]; cursor: RecordCursor; gap: boolean }> {
    const endMs = this.#log.clock.monotonic() + (options.blockMs ?? 0);
    for (;;) {
      this.#log.refuseWhenClosed();
      const answer = this.#readNow(cursor, options.recordsMax);
      const leftMs = endMs - this.#log.clock.monotonic();
      if (answer.records.length > 0 || answer.gap || leftMs <= 0 || options.signal?.aborted) return answer;
      await this.#log.arrivals.wait(leftMs, options.signal);
    }
  }

  #readNow(
    cursor: RecordCursor,
    recordsMax: number,
  ): { records: TailedRecord[]; cursor: RecordCursor; gap: boolean } {
    const { epoch } = this.#log;
    if (epoch === null) return { records: [], cursor, gap: false };
    const from = this.#start(cursor, epoch);
    const records: TailedRecord[] = [];
    for (const entry of this.#log.entriesAfter(from.position - 1)) {
      const first = entry.position === from.position ? from.index + 1 : 0;
      for (let index = first; index < entry.records.length && records.length < recordsMax; index++) {
        records.push({
          cursor: cursorInEntry(epoch, entry.id, index, entry.records.length),
          record: entry.records[index]!,
        });
      }
      if (records.length >= recordsMax) break;
    }
    const start = from.gap ? formatCursor(epoch, `0-${this.#log.trimmed}`, LAST_INDEX) : cursor;
    return { records, cursor: records.at(-1)?.cursor ?? start, gap: from.gap };
  }

  #start(cursor: RecordCursor, epoch: string): { position: number; index: number; gap: boolean } {
    const { trimmed, appended } = this.#log;
    const parts = parseCursor(cursor);
    const partOfTrimmed = parts !== null && parts.position === trimmed && parts.index < LAST_INDEX;
    if (
      parts === null || parts.epoch !== epoch || parts.position > appended || parts.position < trimmed || partOfTrimmed
    ) {
      return { position: trimmed, index: LAST_INDEX, gap: true };
    }
    return { position: parts.position, index: parts.index, gap: false };
  }
}
