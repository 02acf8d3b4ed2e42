import type { RequestRecord } from "../../contracts/request_record.ts";
import type { Clock } from "../../time/clock.ts";
import { entryIdOf } from "../record_cursor.ts";
import type { RecordStreamBounds } from "../record_stream_bounds.ts";
import { TransportError } from "../transport_error.ts";
import { Arrivals } from "./arrivals.ts";

/** Some records that were appended together. `position` counts every record ever appended, up to this entry's last. */
export interface LogEntry {
  id: string;
  atMs: number;
  position: number;
  records: RequestRecord[];
}

/** What the three sides of the record stream in memory share: the entries, and how far the group is with them. */
export class MemoryRecordLog {
  /** Null until a recorder initialises the stream, and after everything was forgotten. */
  epoch: string | null = null;
  readonly watermarks = new Map<string, number>();
  /** What consumers received and have not acknowledged, by entry id, in the order of the stream. */
  readonly pending = new Map<string, { entry: LogEntry; consumer: string; sinceMs: number }>();
  /** The group received everything up to here. */
  deliveredPosition = 0;
  closed = false;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
  readonly #bounds: RecordStreamBounds;
  #entries: LogEntry[] = [];
  #appended = 0;
  #trimmed = 0;

  constructor(clock: Clock, bounds: RecordStreamBounds) {
    this.clock = clock;
    this.arrivals = new Arrivals(clock);
    this.#bounds = bounds;
  }

  /** How many records were ever appended under this epoch. */
  get appended(): number {
    return this.#appended;
  }

  /** How many of them were trimmed. */
  get trimmed(): number {
    return this.#trimmed;
  }

  get full(): boolean {
    return this.#appended - this.#committed() >= this.#bounds.uncommittedMax;
  }

  get lastEntry(): LogEntry | undefined {
    return this.#entries.at(-1);
  }

  append(records: RequestRecord[]): void {
    const atMs = Math.max(this.clock.now(), this.lastEntry?.atMs ?? 0);
    this.#appended += records.length;
    this.#entries.push({ id: entryIdOf(atMs, this.#appended), atMs, position: this.#appended, records });
  }

  /** The entries that end after a position, oldest first. */
  *entriesAfter(position: number): Iterable<LogEntry> {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < this.#entries.length; index++) yield this.#entries[index]!;
  }

  /** Drops committed entries that are older or further back than the bounds say. */
  trim(): void {
    const committed = this.#committed();
    const oldestMs = this.clock.now() - this.#bounds.retainedMs;
    const oldestPosition = this.#appended - this.#bounds.retainedRecords;
    const kept = this.#entries.findIndex(({ position, atMs }) =>
      position > committed || (atMs >= oldestMs && position > oldestPosition)
    );
    const dropped = this.#entries.splice(0, kept === -1 ? this.#entries.length : kept);
    this.#trimmed = dropped.at(-1)?.position ?? this.#trimmed;
  }

  raiseWatermarks(watermarks: ReadonlyMap<string, number>): void {
    for (const [instance, n] of watermarks) {
      if (n > (this.watermarks.get(instance) ?? 0)) this.watermarks.set(instance, n);
    }
  }

  /** Loses everything, as an emptied store does. */
  forget(): void {
    this.epoch = null;
    this.watermarks.clear();
    this.pending.clear();
    this.deliveredPosition = 0;
    this.#entries = [];
    this.#appended = 0;
    this.#trimmed = 0;
    this.arrivals.announce();
  }

  close(): void {
    this.closed = true;
    this.arrivals.announce();
  }

  refuseWhenClosed(): void {
    if (this.closed) throw new TransportError("closed", "The transport is closed.");
  }

  /** Everything up to here is committed: the oldest pending entry begins right after it. */
  #committed(): number {
    for (const { entry } of this.pending.values()) return entry.position - entry.records.length;
    return this.deliveredPosition;
  }
}
