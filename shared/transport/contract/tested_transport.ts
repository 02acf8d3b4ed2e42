import type { FeedWatcher } from "../feed_answer.ts";
import type { RecordStreamBounds } from "../record_stream_bounds.ts";
import type { Transport } from "../transport.ts";

export interface TestedTransportOptions {
  recordStreamBounds?: Partial<RecordStreamBounds>;
  bodyBytesMax?: number;
  /** What the record stream and the ledger take for the present, epoch milliseconds. Default: the real one. */
  nowMs?: () => number;
}

/** A fresh, empty transport that the contract suites are run against. */
export interface TestedTransport extends AsyncDisposable {
  transport: Transport;
  /** Loses everything that the store holds. */
  forget(): Promise<void>;
  /** Whether a watch misses nothing from its very start; else it says `resync` once it listens. */
  watchesAtOnce: boolean;
}

export type OpenTransport = (options?: TestedTransportOptions) => Promise<TestedTransport>;

/** A watcher that keeps what it is told, in order. */
export class KeptChanges<T> implements FeedWatcher<T> {
  readonly events: ("resync" | T)[] = [];

  get changes(): T[] {
    return this.events.filter((event) => event !== "resync") as T[];
  }

  get resyncs(): number {
    return this.events.length - this.changes.length;
  }

  changed(change: T): void {
    this.events.push(change);
  }

  resync(): void {
    this.events.push("resync");
  }
}
