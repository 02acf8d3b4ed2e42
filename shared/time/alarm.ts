import type { Clock } from "./clock.ts";

/**
 * Lets one loop sleep until it is woken or its time is up.
 * A ring while nobody waits is kept: the next `wait()` returns at once, and so no wake-up is lost.
 */
export class Alarm {
  readonly #clock: Clock;
  #rung = false;
  #wake: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves when rung, when `ms` milliseconds have passed, or when the signal aborts; never rejects. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    this.#wake = () => stop.abort();
    signal.addEventListener("abort", this.#wake, { once: true });
    try {
      if (!this.#rung && !signal.aborted) await this.#clock.delay(ms, stop.signal);
    } catch {
      // Woken before the time was up, which is what this is for.
    } finally {
      signal.removeEventListener("abort", this.#wake);
      this.#wake = null;
      this.#rung = false;
    }
  }
}
