import type { Clock } from "../../shared/time/clock.ts";

/** Pauses that one call ends together, for loops that are to hurry or to stop. */
export class Interruptible {
  readonly #clock: Clock;
  #interruption = new AbortController();
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether `end()` was called. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Waits `ms`, or until interrupted; not at all once ended. */
  async pause(ms: number): Promise<void> {
    await this.#clock.delay(ms, this.#interruption.signal).catch(() => {});
  }

  /** Ends every pause under way. */
  interrupt(): void {
    this.#interruption.abort();
    if (!this.#ended) this.#interruption = new AbortController();
  }

  /** Ends every pause under way and to come. */
  end(): void {
    this.#ended = true;
    this.#interruption.abort();
  }
}
