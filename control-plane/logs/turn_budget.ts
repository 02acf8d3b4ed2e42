import type { Clock } from "../../shared/time/clock.ts";

/** How long all live tails of a process may be at work before everything else has its turn, milliseconds. */
const TURN_MS = 8;

/**
 * Keeps events of live tails from holding up the process. Each event is made within the turn that the one before ended, and so
 * many subscribers that cannot be kept up with would let neither the stream be read nor anybody else be answered: what they
 * fall behind by would grow instead of being dropped and counted.
 */
export class TurnBudget {
  readonly #clock: Clock;
  #startedMs: number;
  #next: Promise<void> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.monotonic();
  }

  /** Null while there is time left in this turn; else resolves in a turn after this one. */
  take(): Promise<void> | null {
    if (this.#next === null && this.#clock.monotonic() - this.#startedMs < TURN_MS) return null;
    return this.#next ??= this.#clock.delay(0).then(() => {
      this.#startedMs = this.#clock.monotonic();
      this.#next = null;
    });
  }
}
