import type { Clock } from "../time/clock.ts";
import { Histogram } from "./histogram.ts";

/** Measures how late timers come: how long everything in this process waits for its turn. Ten looks a second. */
export class EventLoopDelay {
  readonly histogram = new Histogram("perpetuo_event_loop_delay_seconds", "How late a timer of this process comes.", {
    bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  });
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  #looks: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    this.#looks = this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#looks;
  }

  async #look(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const dueMs = this.#clock.monotonic() + EVERY_MS;
      await this.#clock.delay(EVERY_MS, signal).catch(() => {});
      if (!signal.aborted) this.histogram.observe(Math.max(0, this.#clock.monotonic() - dueMs) / 1_000);
    }
  }
}

const EVERY_MS = 100;
