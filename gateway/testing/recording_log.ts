import { type RequestRecord, requestRecord } from "../../shared/contracts/request_record.ts";
import { beginLine } from "../../shared/contracts/spool_line.ts";
import type { NanoUsd } from "../../shared/contracts/money.ts";
import { JsonWriter } from "../records/json_writer.ts";
import type { BeginEstimate, RecordDraft, RecordLog, UnnumberedRecord } from "../records/record_log.ts";

/** A record log in memory that holds every line to its contract. */
export class RecordingLog implements RecordLog {
  readonly begun: { record: UnnumberedRecord; nanoUsd: NanoUsd | null }[] = [];
  readonly finished: RequestRecord[] = [];
  /** While it is set, `finish` waits for it. */
  hold: Promise<void> | null = null;
  readonly #writer = new JsonWriter();
  #waiters: { count: number; resolve: () => void }[] = [];

  begin(draft: RecordDraft, { reservationId, nanoUsd }: BeginEstimate): Promise<void> {
    const record = this.#read(draft);
    beginLine.parse({ type: "begin", reservationId, estimatedNanoUsd: nanoUsd, record });
    this.begun.push({ record, nanoUsd });
    return Promise.resolve();
  }

  async finish(draft: RecordDraft): Promise<void> {
    const line = { ...this.#read(draft), sequence: { instance: "test", n: this.finished.length + 1 } };
    await this.hold;
    this.finished.push(requestRecord.parse(line));
    for (const waiter of this.#waiters) if (this.finished.length >= waiter.count) waiter.resolve();
  }

  /** The one record there is. */
  get only(): RequestRecord {
    if (this.finished.length !== 1) throw new Error(`${this.finished.length} records, not one`);
    return this.finished[0]!;
  }

  /** Resolves when there are so many records. */
  untilFinished(count = 1): Promise<void> {
    if (this.finished.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count, resolve }));
  }

  #read(draft: RecordDraft): UnnumberedRecord {
    draft.write(this.#writer);
    return JSON.parse(`{${new TextDecoder().decode(this.#writer.take())}}`);
  }
}
