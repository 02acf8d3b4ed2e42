import type { Clock } from "../../../shared/time/clock.ts";

/** Something that waits in a `TimerQueue`. */
export interface QueuedTimer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Runs any number of callbacks at their times with one delay of the clock at a time: the next one's. */
export class TimerQueue {
  readonly #clock: Clock;
  /** The last is the next to fall due. */
  #waiting: QueuedTimer[] = [];
  #armed: { dueMs: number; controller: AbortController } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `run` once, `ms` milliseconds from now, unless it is cancelled first. */
  after(ms: number, run: () => void): QueuedTimer {
    const timer: QueuedTimer = { dueMs: this.#clock.monotonic() + ms, run };
    this.#waiting.splice(this.#placeOf(timer.dueMs), 0, timer);
    this.#arm();
    return timer;
  }

  /** Safe to call after the timer has run. */
  cancel(timer: QueuedTimer): void {
    const index = this.#waiting.indexOf(timer);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    if (this.#waiting.length === 0) this.#disarm();
  }

  /** Later ones come first; among equals the newest does, so that the oldest runs first. */
  #placeOf(dueMs: number): number {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#waiting[middle]!.dueMs > dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #arm(): void {
    const next = this.#waiting.at(-1);
    if (next === undefined || (this.#armed !== null && this.#armed.dueMs <= next.dueMs)) return;
    this.#disarm();
    const armed = { dueMs: next.dueMs, controller: new AbortController() };
    this.#armed = armed;
    this.#clock.delay(next.dueMs - this.#clock.monotonic(), armed.controller.signal).then(
      () => this.#fire(armed.dueMs),
      // Aborted by us: an earlier timer has come, or none is left.
      () => {},
    );
  }

  #disarm(): void {
    this.#armed?.controller.abort();
    this.#armed = null;
  }

  #fire(dueMs: number): void {
    this.#armed = null;
    // The machine's timers may fire a fraction of a millisecond early.
    const nowMs = Math.max(dueMs, this.#clock.monotonic());
    for (let next = this.#waiting.at(-1); next !== undefined && next.dueMs <= nowMs; next = this.#waiting.at(-1)) {
      this.#waiting.pop();
      next.run();
    }
    this.#arm();
  }
}
