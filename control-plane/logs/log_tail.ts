import type { Logger } from "../../shared/logging/logger.ts";
import { Alarm } from "../../shared/time/alarm.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { RecordCursor, RecordStreamTail, TailedRecord } from "../../shared/transport/record_stream.ts";
import { TurnBudget } from "./turn_budget.ts";

/** What a live tail is told, without waiting for it. */
export interface TailListener {
  /** A record came, later than the cursor at which the listener joined. */
  record(tailed: TailedRecord): void;
  /** Records may have been missed that came after this moment (epoch milliseconds). */
  gap(sinceMs: number): void;
  /** Nothing more will come. */
  end(): void;
}

export interface LogTailDependencies {
  stream: RecordStreamTail;
  clock: Clock;
  logger: Logger;
}

const READ_RECORDS_MAX = 500;
const READ_BLOCK_MS = 10_000;
const RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;

/**
 * Reads the end of the record stream once for all live tails of this process. It reads only while somebody listens; while
 * the stream is away it tries again by itself.
 */
export class LogTail {
  /** What the live tails of this process share of its time. */
  readonly turns: TurnBudget;
  readonly #dependencies: LogTailDependencies;
  readonly #listeners = new Set<TailListener>();
  #reading: Reading | null = null;
  #closed = false;

  constructor(dependencies: LogTailDependencies) {
    this.#dependencies = dependencies;
    this.turns = new TurnBudget(dependencies.clock);
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * From now on the listener is told everything after the cursor that this answers. Throws when the stream is unreachable.
   */
  async join(listener: TailListener): Promise<RecordCursor> {
    if (this.#closed) throw new Error("the live tail is closed");
    this.#listeners.add(listener);
    try {
      this.#reading ??= this.#start();
      const reading = this.#reading;
      await reading.started;
      // Without a pause since then: what is read after this cursor finds the listener there.
      return reading.cursor;
    } catch (error) {
      this.leave(listener);
      throw error;
    }
  }

  /** Tells the listener nothing more; the last one to leave ends the reading at once. */
  leave(listener: TailListener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    this.#reading?.stop.abort();
    this.#reading = null;
  }

  /** Ends every live tail. */
  async close(): Promise<void> {
    this.#closed = true;
    const reading = this.#reading;
    for (const listener of [...this.#listeners]) {
      listener.end();
      this.leave(listener);
    }
    await reading?.started.catch(() => {});
    await reading?.running;
  }

  #start(): Reading {
    const reading: Reading = { stop: new AbortController(), cursor: "", started: Promise.resolve(), running: null };
    reading.started = this.#dependencies.stream.end().then(({ cursor }) => {
      reading.cursor = cursor;
      reading.running = this.#read(reading);
    }).catch((error) => {
      // The next to join begins anew.
      if (this.#reading === reading) this.#reading = null;
      throw error;
    });
    return reading;
  }

  async #read(reading: Reading): Promise<void> {
    const { stream, clock, logger } = this.#dependencies;
    const { signal } = reading.stop;
    const options = { recordsMax: READ_RECORDS_MAX, blockMs: READ_BLOCK_MS, signal };
    let retryMs = RETRY_MS;
    let seenMs = clock.now();
    while (!signal.aborted) {
      try {
        const startMs = clock.now();
        const page = await stream.readAfter(reading.cursor, options);
        if (signal.aborted) return;
        retryMs = RETRY_MS;
        this.#tell(page, seenMs);
        reading.cursor = page.cursor;
        // What came before this reading began has been seen.
        seenMs = startMs;
      } catch (error) {
        if (signal.aborted) return;
        logger.warn("log_tail_interrupted", { error, retryMs });
        await new Alarm(clock).wait(retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
      }
    }
  }

  #tell(page: { records: TailedRecord[]; gap: boolean }, seenMs: number): void {
    for (const listener of this.#listeners) {
      if (page.gap) listener.gap(seenMs);
      for (const tailed of page.records) listener.record(tailed);
    }
  }
}

interface Reading {
  readonly stop: AbortController;
  /** Everything up to here was told. */
  cursor: RecordCursor;
  started: Promise<void>;
  running: Promise<void> | null;
}
