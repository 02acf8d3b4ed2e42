import type { RequestRecord } from "../../contracts/request_record.ts";
import type { AppendResult, RecordStreamWriter } from "../record_stream.ts";
import { RECORDS_PER_ENTRY_MAX } from "../record_stream_bounds.ts";
import type { WrittenRecord } from "../written_record.ts";
import type { MemoryRecordLog } from "./memory_record_log.ts";

/** The shipper's side of the record stream within one process. */
export class MemoryRecordWriter implements RecordStreamWriter {
  readonly #log: MemoryRecordLog;

  constructor(log: MemoryRecordLog) {
    this.#log = log;
  }

  append(records: readonly WrittenRecord[]): Promise<AppendResult> {
    const { epoch } = this.#log;
    if (this.#log.closed) return Promise.resolve({ state: "unavailable", reason: "the transport is closed" });
    if (epoch === null) return Promise.resolve({ state: "unavailable", reason: "the record stream has no epoch" });
    if (this.#log.full) return Promise.resolve({ state: "full" });
    for (let from = 0; from < records.length; from += RECORDS_PER_ENTRY_MAX) {
      const entry = records.slice(from, from + RECORDS_PER_ENTRY_MAX);
      this.#log.append(entry.map(({ bytes }): RequestRecord => JSON.parse(decoder.decode(bytes))));
    }
    this.#log.arrivals.announce();
    return Promise.resolve({ state: "appended", epoch });
  }

  watermark(instance: string): Promise<number | null> {
    return Promise.resolve(this.#log.closed ? null : this.#log.watermarks.get(instance) ?? 0);
  }

  /** Memory is never out of reach, so nobody is ever told. */
  onReconnect(_listener: () => void): { close(): void } {
    return { close() {} };
  }
}

const decoder = new TextDecoder();
