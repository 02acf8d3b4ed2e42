import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";

/** Counts and tells what a spool could not write down: a loss is a number, never silence. */
export class SpoolLoss {
  readonly #logger: Logger;
  readonly #clock: Clock;
  #records = 0;
  #begins = 0;
  #failing: { recordsBefore: number; toldAt: number } | null = null;

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Records lost since the start. */
  get records(): number {
    return this.#records;
  }

  get writable(): boolean {
    return this.#failing === null;
  }

  /** A begin line was not written: nothing is lost unless the process dies before the record is. */
  begin(fault: unknown): void {
    this.#begins++;
    this.#tell(fault, null);
  }

  /** A record was not written. */
  record(id: string, fault: unknown): void {
    this.#records++;
    this.#tell(fault, id);
  }

  /** A write went well. */
  recovered(): void {
    if (this.#failing === null) return;
    const lost = this.#records - this.#failing.recordsBefore;
    this.#failing = null;
    this.#logger.warn("spool_recovered", { lostRecords: lost, lostRecordsSinceStart: this.#records });
  }

  #tell(fault: unknown, lastLostId: string | null): void {
    const nowMs = this.#clock.monotonic();
    if (this.#failing !== null && nowMs - this.#failing.toldAt < TELL_EVERY_MS) return;
    this.#failing ??= { recordsBefore: this.#records - (lastLostId === null ? 0 : 1), toldAt: nowMs };
    this.#failing.toldAt = nowMs;
    this.#logger.error("spool_write_failed", {
      error: fault,
      lastLostId,
      lostRecordsSinceStart: this.#records,
      unwrittenBeginsSinceStart: this.#begins,
    });
  }
}

/** A full disk refuses every request's lines: telling of each would be the next flood. */
const TELL_EVERY_MS = 10_000;
