import { systemClock } from "../../time/clock.ts";

/**
 * Waits for `work`, but no longer than `ms` milliseconds: then `onLate` runs and its error is thrown.
 * A network's deadline is real time, whatever clock the rest of the process lives by.
 */
export function withDeadline<T>(work: Promise<T>, ms: number, onLate: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(onLate()), ms);
    work.then((value) => {
      clearTimeout(timer);
      resolve(value);
    }, (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/**
 * Deadlines of calls that come by the thousand. Those of one length fall due in the order in which they begin, so that one
 * timer serves all of them: one for each call would cost more than the rest of waiting for it.
 */
export class CallDeadlines {
  readonly #byLength = new Map<number, DeadlineQueue>();

  /** As `withDeadline`. */
  within<T>(work: Promise<T>, ms: number, onLate: () => Error): Promise<T> {
    let queue = this.#byLength.get(ms);
    if (queue === undefined) this.#byLength.set(ms, queue = new DeadlineQueue(ms));
    return queue.within(work, onLate);
  }

  /** Stops the timers; what is under way has no deadline any more. */
  close(): void {
    for (const queue of this.#byLength.values()) queue.close();
  }
}

class DeadlineQueue {
  readonly #ms: number;
  readonly #waiting = new Set<PendingCall>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isClosed = false;

  constructor(ms: number) {
    this.#ms = ms;
  }

  within<T>(work: Promise<T>, onLate: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const call: PendingCall = { dueMs: systemClock.monotonic() + this.#ms, late: () => reject(onLate()) };
      this.#waiting.add(call);
      if (this.#timer === null && !this.#isClosed) this.#wakeIn(this.#ms);
      work.then((value) => {
        this.#waiting.delete(call);
        resolve(value);
      }, (error) => {
        this.#waiting.delete(call);
        reject(error);
      });
    });
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wakeIn(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  /** The oldest come first: the first that has time left says when to look again. */
  #look(): void {
    this.#timer = null;
    const nowMs = systemClock.monotonic();
    for (const call of this.#waiting) {
      // Timers ring by fractions of a millisecond too early.
      if (call.dueMs - nowMs >= 1) return this.#wakeIn(call.dueMs - nowMs);
      this.#waiting.delete(call);
      call.late();
    }
  }
}

interface PendingCall {
  /** Monotonic milliseconds. */
  dueMs: number;
  late(): void;
}
