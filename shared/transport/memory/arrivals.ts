import type { Clock } from "../../time/clock.ts";

/** Lets reads wait until something arrives. */
export class Arrivals {
  readonly #waiting = new Set<() => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves on the next `announce()`, after `ms` milliseconds, or when `signal` aborts; never rejects. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted) return;
    const woken = new AbortController();
    const wake = () => woken.abort();
    this.#waiting.add(wake);
    signal?.addEventListener("abort", wake, { once: true });
    try {
      await this.#clock.delay(ms, woken.signal);
    } catch (error) {
      if (!woken.signal.aborted) throw error;
    } finally {
      this.#waiting.delete(wake);
      signal?.removeEventListener("abort", wake);
    }
  }

  /** Wakes every read that waits. */
  announce(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
