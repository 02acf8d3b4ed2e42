import type { Clock } from "../../shared/time/clock.ts";

/** A callback that waits for its time; `cancel()` is safe at any time. */
export interface Timer {
  cancel(): void;
}

/**
 * Many coarse timers on one: deadlines of requests are set and cleared by the thousand, and a timer of the runtime's own
 * costs 5 µs each. Callbacks come up to one tick late, never early, and must not throw. Turns only while something waits.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #slots: Set<Entry>[] = Array.from({ length: SLOTS }, () => new Set());
  readonly #closing = new AbortController();
  #waiting = 0;
  #lastTick = 0;
  #turning = false;

  /** `tickMs`: milliseconds between two turns, default 20. */
  constructor(clock: Clock, tickMs = 20) {
    this.#clock = clock;
    this.#tickMs = tickMs;
  }

  /** Calls `callback` once, after `delayMs` milliseconds. */
  schedule(delayMs: number, callback: () => void): Timer {
    const dueTick = Math.ceil((this.#clock.monotonic() + delayMs) / this.#tickMs);
    const entry: Entry = { dueTick, callback };
    const slot = this.#slots[dueTick % SLOTS]!;
    slot.add(entry);
    this.#waiting++;
    if (!this.#turning) void this.#turnWhileWaiting();
    return {
      cancel: () => {
        if (slot.delete(entry)) this.#waiting--;
      },
    };
  }

  /** Forgets every timer and stops turning. */
  close(): void {
    this.#closing.abort();
    for (const slot of this.#slots) slot.clear();
    this.#waiting = 0;
  }

  async #turnWhileWaiting(): Promise<void> {
    this.#turning = true;
    // A timer that is due within the present tick falls into the next one.
    this.#lastTick = Math.floor(this.#clock.monotonic() / this.#tickMs) - 1;
    try {
      while (this.#waiting > 0) {
        await this.#clock.delay(this.#tickMs, this.#closing.signal);
        this.#turn();
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    } finally {
      this.#turning = false;
    }
  }

  #turn(): void {
    const nowTick = Math.floor(this.#clock.monotonic() / this.#tickMs);
    // After a long pause of the process every slot is looked at once, not once for each tick that passed.
    const from = Math.max(this.#lastTick + 1, nowTick - SLOTS + 1);
    this.#lastTick = nowTick;
    for (let tick = from; tick <= nowTick; tick++) {
      const slot = this.#slots[tick % SLOTS]!;
      for (const entry of slot) {
        if (entry.dueTick > nowTick) continue;
        slot.delete(entry);
        this.#waiting--;
        entry.callback();
      }
    }
  }
}

interface Entry {
  dueTick: number;
  callback: () => void;
}

const SLOTS = 512;
