import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { parseCursor } from "../../shared/transport/record_cursor.ts";
import type { RecordCursor, RecordStreamTail, TailedRecord } from "../../shared/transport/record_stream.ts";
import { DropOldestQueue } from "./drop_oldest_queue.ts";
import type { LogTail, TailListener } from "./log_tail.ts";
import { RecentIds } from "./recent_ids.ts";

/** One event of a live tail. */
export interface TailEvent {
  /** Where to go on after this event. */
  cursor: RecordCursor;
  /** How many wanted records were left out before this one, because the client did not keep up. */
  dropped: number;
  /** Records may be missing before this one: the stream lost or trimmed them, and the database may not have had all. */
  gap: boolean;
  log: RequestRecord;
}

export interface TailSubscriptionOptions {
  tail: LogTail;
  stream: RecordStreamTail;
  clock: Clock;
  wants(record: RequestRecord): boolean;
  /** Stored records that were finished after a moment (epoch milliseconds), the oldest first. */
  backfill(sinceMs: number): Promise<RequestRecord[]>;
  /** Asked before an event when a minute has passed since it last was; the subscription ends with what it throws. */
  authorizeAgain(): Promise<void>;
  /** Where to go on; left out: what comes from now on. */
  after?: RecordCursor | undefined;
  /** Wanted records that wait for the client at most. Default 256. */
  queuedMax?: number | undefined;
}

const QUEUED_MAX = 256;
const HISTORY_PAGE_RECORDS = 200;
/** How many of the delivered records are known again when they come a second time. */
const RECENT_IDS_MAX = 2_048;
const AUTHORIZED_MS = 60_000;
/** How far back a gap is filled when its cursor carries no time. */
const UNKNOWN_GAP_MS = 15 * 60_000;

/**
 * The events of one live tail. `return()` takes effect at once, also while `next()` waits, which a generator's does not:
 * nothing is held for a client that went away.
 */
export class TailSubscription implements AsyncIterableIterator<TailEvent>, TailListener {
  readonly #options: TailSubscriptionOptions;
  readonly #queue: DropOldestQueue<TailedRecord>;
  readonly #delivered = new RecentIds(RECENT_IDS_MAX);
  readonly #events: AsyncGenerator<TailEvent>;
  #joinedAt: RecordCursor = "";
  /** Where a client that got everything so far would go on. */
  #cursor: RecordCursor = "";
  #gapSinceMs: number | null = null;
  /** The next event says that there was a gap. */
  #gap = false;
  #authorizedMs: number;
  #closed = false;

  private constructor(options: TailSubscriptionOptions) {
    this.#options = options;
    this.#queue = new DropOldestQueue(options.queuedMax ?? QUEUED_MAX);
    this.#authorizedMs = options.clock.monotonic();
    this.#events = this.#run();
  }

  /** Joins the live tail; what comes from then on is part of the events. Throws when the stream is unreachable. */
  static async open(options: TailSubscriptionOptions): Promise<TailSubscription> {
    const subscription = new TailSubscription(options);
    subscription.#joinedAt = await options.tail.join(subscription);
    subscription.#cursor = options.after ?? subscription.#joinedAt;
    return subscription;
  }

  next(): Promise<IteratorResult<TailEvent>> {
    return this.#events.next();
  }

  return(): Promise<IteratorResult<TailEvent>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<TailEvent>> {
    this.end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  record(tailed: TailedRecord): void {
    if (this.#options.wants(tailed.record)) this.#queue.push(tailed);
  }

  gap(sinceMs: number): void {
    this.#gapSinceMs ??= sinceMs;
    this.#queue.wake();
  }

  end(): void {
    this.#closed = true;
    this.#options.tail.leave(this);
    this.#queue.wake();
  }

  async *#run(): AsyncGenerator<TailEvent> {
    try {
      if (this.#options.after !== undefined) yield* this.#history(this.#options.after);
      while (!this.#closed) {
        yield* this.#fillGap();
        // Before it is taken: meanwhile it may give way to a newer one.
        const turn = this.#options.tail.turns.take();
        if (turn !== null) await turn;
        const tailed = this.#queue.take();
        if (tailed === undefined) {
          await this.#queue.wait();
          continue;
        }
        if (this.#isAuthorizationDue()) await this.#authorize();
        const event = this.#deliver(tailed.record, tailed.cursor);
        if (event !== null) yield event;
      }
    } finally {
      this.end();
    }
  }

  /** What came between the client's cursor and the moment it joined; nothing of it is dropped. */
  async *#history(after: RecordCursor): AsyncGenerator<TailEvent> {
    const { stream, tail, wants, clock } = this.#options;
    let cursor = after;
    while (!this.#closed) {
      const page = await stream.readAfter(cursor, { recordsMax: HISTORY_PAGE_RECORDS });
      if (page.gap) {
        this.#gapSinceMs = timeOf(after) ?? clock.now() - UNKNOWN_GAP_MS;
        yield* this.#fillGap();
      }
      for (const tailed of page.records) {
        // From here on the queue has it.
        if (isAfter(tailed.cursor, this.#joinedAt)) return;
        if (!wants(tailed.record)) continue;
        const turn = tail.turns.take();
        if (turn !== null) await turn;
        if (this.#isAuthorizationDue()) await this.#authorize();
        const event = this.#deliver(tailed.record, tailed.cursor);
        if (event !== null) yield event;
      }
      if (page.cursor === cursor) return;
      cursor = page.cursor;
    }
  }

  /** What the database has of the time that was missed; its end may be in the stream as well, and is told once. */
  async *#fillGap(): AsyncGenerator<TailEvent> {
    if (this.#gapSinceMs === null) return;
    const sinceMs = this.#gapSinceMs;
    this.#gapSinceMs = null;
    this.#gap = true;
    for (const record of await this.#options.backfill(sinceMs)) {
      // The cursor stays before the gap: who breaks off within it finds it again.
      if (this.#isAuthorizationDue()) await this.#authorize();
      const event = this.#deliver(record, this.#cursor);
      if (event !== null) yield event;
    }
  }

  /** The event of a record; null when it was delivered before, or nothing is any more. */
  #deliver(record: RequestRecord, cursor: RecordCursor): TailEvent | null {
    if (this.#closed || this.#delivered.has(record.id)) return null;
    this.#delivered.add(record.id);
    this.#cursor = cursor;
    const gap = this.#gap;
    this.#gap = false;
    return { cursor, dropped: this.#queue.takeDropped(), gap, log: record };
  }

  #isAuthorizationDue(): boolean {
    return this.#options.clock.monotonic() - this.#authorizedMs >= AUTHORIZED_MS;
  }

  async #authorize(): Promise<void> {
    await this.#options.authorizeAgain();
    this.#authorizedMs = this.#options.clock.monotonic();
  }
}

/** When the record at a cursor came into the stream, epoch milliseconds. */
function timeOf(cursor: RecordCursor): number | null {
  const ms = Number(parseCursor(cursor)?.entryId.split("-")[0]);
  return ms > 0 ? ms : null;
}

/** Whether a cursor lies behind another of the same epoch. */
function isAfter(cursor: RecordCursor, other: RecordCursor): boolean {
  const one = parseCursor(cursor);
  const two = parseCursor(other);
  if (one === null || two === null || one.epoch !== two.epoch) return false;
  return one.position > two.position || (one.position === two.position && one.index > two.index);
}
