import type { Clock } from "./clock.ts";

/** A clock for tests: time stands still until `advance()` moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  #elapsedMs = 0;
  #delays: PendingDelay[] = [];
  #watchers: { count: number; resolve: () => void }[] = [];

  /** `startMs` is the first `now()`, epoch milliseconds; default 2026-01-01T00:00:00Z. */
  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  /** How many delays wait for time to pass. */
  get pending(): number {
    return this.#delays.length;
  }

  now(): number {
    return Math.floor(this.#nowMs);
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const delay: PendingDelay = { dueMs: this.#elapsedMs + Math.max(0, ms), release: () => {} };
      const onAbort = () => {
        this.#delays = this.#delays.filter((other) => other !== delay);
        reject(signal?.reason);
      };
      delay.release = () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#delays.push(delay);
      this.#wakeWatchers();
    });
  }

  /**
   * Moves time forward by `ms` and releases the delays that fall due, in order, each at its own time.
   * Code that a release wakes runs before the next one, so a loop of delays turns as often as it would have.
   */
  async advance(ms: number): Promise<void> {
    const targetMs = this.#elapsedMs + ms;
    for (let next = this.#nextDue(targetMs); next !== undefined; next = this.#nextDue(targetMs)) {
      this.#moveTo(next.dueMs);
      this.#delays = this.#delays.filter((other) => other !== next);
      next.release();
      await settleTurn();
    }
    this.#moveTo(targetMs);
    await settleTurn();
  }

  /** Moves the wall clock alone, as an operator or a time server would; delays and `monotonic()` do not notice. */
  setNow(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Resolves when at least `count` delays (default 1) wait: the condition to await before `advance()`. */
  untilPending(count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push({ count, resolve });
      this.#wakeWatchers();
    });
  }

  #nextDue(targetMs: number): PendingDelay | undefined {
    let next: PendingDelay | undefined;
    for (const delay of this.#delays) {
      if (delay.dueMs <= targetMs && (next === undefined || delay.dueMs < next.dueMs)) next = delay;
    }
    return next;
  }

  #moveTo(elapsedMs: number): void {
    // A delay of zero made while advancing falls due in the past: time never goes back for it.
    const stepMs = Math.max(0, elapsedMs - this.#elapsedMs);
    this.#elapsedMs += stepMs;
    this.#nowMs += stepMs;
  }

  #wakeWatchers(): void {
    const ready = this.#watchers.filter((watcher) => this.#delays.length >= watcher.count);
    this.#watchers = this.#watchers.filter((watcher) => !ready.includes(watcher));
    for (const watcher of ready) watcher.resolve();
  }
}

interface PendingDelay {
  dueMs: number;
  release: () => void;
}

/** Lets every promise that is ready run; a macrotask, since a fixed number of microtasks is never enough. */
function settleTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
