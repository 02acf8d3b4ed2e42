import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";

/** Counts and tells what a spool could not write down: a loss is a number, never silence, and so is what is at risk. */
export class SpoolLoss {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #heldRecords: () => number;
  #records = 0;
  #recordsWhenWell = 0;
  #lastId: string | null = null;
  #begins = 0;
  #toldAt: number | null = null;
  #isLosing = false;

  /** `heldRecords` answers how many records are in memory only. */
  constructor(options: { logger: Logger; clock: Clock; heldRecords: () => number }) {
    this.#logger = options.logger;
    this.#clock = options.clock;
    this.#heldRecords = options.heldRecords;
  }

  /** Records lost since the start. */
  get records(): number {
    return this.#records;
  }

  /** Whether the last write went well. */
  get writable(): boolean {
    return this.#toldAt === null;
  }

  /** Whether the last record that could not be written was lost. */
  get losing(): boolean {
    return this.#isLosing;
  }

  /** A begin line was neither written nor held: nothing is lost unless the process dies before the record is safe. */
  begin(): void {
    this.#begins++;
  }

  /** A record was neither written nor held. */
  record(id: string): void {
    this.#records++;
    this.#lastId = id;
    this.#isLosing = true;
  }

  /** A record is in memory until it can be written. */
  heldRecord(): void {
    this.#isLosing = false;
  }

  /** A write failed, and what it was to write is counted. A full disk does this often: telling each would be the next flood. */
  failed(fault: unknown): void {
    const nowMs = this.#clock.monotonic();
    if (this.#toldAt !== null && nowMs - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = nowMs;
    this.#logger.error("spool_write_failed", {
      error: fault,
      heldRecords: this.#heldRecords(),
      lastLostId: this.#lastId,
      lostRecordsSinceStart: this.#records,
      unwrittenBeginsSinceStart: this.#begins,
    });
  }

  /** A write went well, and nothing waits any more. */
  recovered(): void {
    if (this.#toldAt === null) return;
    const lost = this.#records - this.#recordsWhenWell;
    this.#recordsWhenWell = this.#records;
    this.#toldAt = null;
    this.#lastId = null;
    this.#isLosing = false;
    this.#logger.warn("spool_recovered", { lostRecords: lost, lostRecordsSinceStart: this.#records });
  }
}

const TELL_EVERY_MS = 10_000;
