import { uuidv7 } from "../../identifiers/uuid.ts";
import type { RecordDelivery, RecordStreamReader } from "../record_stream.ts";
import { TransportError } from "../transport_error.ts";
import type { LogEntry, MemoryRecordLog } from "./memory_record_log.ts";

const CLAIM_IDLE_MS = 30_000;
const BLOCK_MS = 1_000;

/** The recorder's side of the record stream within one process. */
export class MemoryRecordReader implements RecordStreamReader {
  readonly #log: MemoryRecordLog;

  constructor(log: MemoryRecordLog) {
    this.#log = log;
  }

  initialise(watermarks: ReadonlyMap<string, number>): Promise<{ epoch: string; created: boolean }> {
    const created = this.#log.epoch === null;
    const epoch = this.#log.epoch ??= uuidv7(this.#log.clock.now());
    this.#log.raiseWatermarks(watermarks);
    return Promise.resolve({ epoch, created });
  }

  async read(
    consumer: string,
    options: { recordsMax: number; blockMs?: number; claimIdleMs?: number; signal?: AbortSignal },
  ): Promise<RecordDelivery[]> {
    const endMs = this.#log.clock.monotonic() + (options.blockMs ?? BLOCK_MS);
    for (;;) {
      this.#refuseWhenUninitialised();
      const entries = this.#next(consumer, options.recordsMax, options.claimIdleMs ?? CLAIM_IDLE_MS);
      const leftMs = endMs - this.#log.clock.monotonic();
      if (entries.length > 0 || leftMs <= 0 || options.signal?.aborted) {
        return entries.map(({ id, records }) => ({
          entryId: id,
          records: [...records],
          rejected: 0,
          rejectedSequences: [],
        }));
      }
      await this.#log.arrivals.wait(leftMs, options.signal);
    }
  }

  // deno-lint-ignore require-await -- what it throws must reject
  async acknowledge(entryIds: string[], watermarks: ReadonlyMap<string, number>): Promise<void> {
    // Whatever became of the stream: watermarks are the database's truth.
    this.#log.raiseWatermarks(watermarks);
    this.#refuseWhenUninitialised();
    for (const entryId of entryIds) this.#log.pending.delete(entryId);
    this.#log.trim();
  }

  /** Own deliveries first, then those that another consumer holds too long, then new ones: never two kinds at once. */
  #next(consumer: string, recordsMax: number, claimIdleMs: number): LogEntry[] {
    const { pending, clock } = this.#log;
    const nowMs = clock.monotonic();
    const held = [...pending.values()];
    const own = held.filter((delivery) => delivery.consumer === consumer);
    const idle = held.filter((delivery) => nowMs - delivery.sinceMs >= claimIdleMs);
    const again = own.length > 0 ? own : idle;
    const entries = upTo(
      recordsMax,
      again.length > 0 ? again.map(({ entry }) => entry) : this.#log.entriesAfter(this.#log.deliveredPosition),
    );
    for (const entry of entries) {
      pending.set(entry.id, { entry, consumer, sinceMs: nowMs });
      this.#log.deliveredPosition = Math.max(this.#log.deliveredPosition, entry.position);
    }
    return entries;
  }

  #refuseWhenUninitialised(): void {
    this.#log.refuseWhenClosed();
    if (this.#log.epoch === null) throw new TransportError("uninitialised", "The record stream has no epoch.");
  }
}

/** The first entries with at most `recordsMax` records together; one in any case. */
function upTo(recordsMax: number, entries: Iterable<LogEntry>): LogEntry[] {
  const taken: LogEntry[] = [];
  let records = 0;
  for (const entry of entries) {
    records += entry.records.length;
    if (taken.length > 0 && records > recordsMax) break;
    taken.push(entry);
  }
  return taken;
}
