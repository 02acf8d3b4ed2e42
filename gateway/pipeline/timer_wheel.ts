import type { Clock } from "../../shared/time/clock.ts";

/** A callback that waits for its time; `cancel()` is safe at any time. */
export interface Timer {
  cancel(): void;
}

/**
 * Something that waits on a wheel, at most once at a time: whoever needs a timer for each request is one itself, so that
 * setting and clearing it makes no object. Its fields are the wheel's: a ring of those that wait in the same place.
 */
export abstract class WheelEntry {
  dueTick = 0;
  before: WheelEntry | null = null;
  /** Null: it does not wait. */
  after: WheelEntry | null = null;

  /** Its time has come; must not throw. */
  abstract ring(): void;
}

/**
 * Many coarse timers on one: deadlines of requests are set and cleared by the thousand, and a timer of the runtime's own
 * costs 5 µs each. Callbacks come up to one tick late, never early, and must not throw. Turns only while something waits.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #slots: Head[] = Array.from({ length: SLOTS }, () => new Head());
  /** Those that are rung in this turn. */
  readonly #due = new Head();
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
    const entry = new CallbackEntry(this, callback);
    this.set(entry, this.#clock.monotonic() + delayMs);
    return entry;
  }

  /** Rings an entry once, at `dueMs`, monotonic milliseconds; one that waits already waits for that instead. */
  set(entry: WheelEntry, dueMs: number): void {
    if (entry.after === null) this.#waiting++;
    else unlink(entry);
    if (!this.#turning) void this.#turnWhileWaiting();
    // A place that this round has passed is looked at only in the next one.
    entry.dueTick = Math.max(Math.ceil(dueMs / this.#tickMs), this.#lastTick + 1);
    link(entry, this.#slots[entry.dueTick % SLOTS]!);
  }

  /** Forgets an entry, if it waits. */
  clear(entry: WheelEntry): void {
    if (entry.after === null) return;
    unlink(entry);
    this.#waiting--;
  }

  /** Forgets every timer and stops turning. */
  close(): void {
    this.#closing.abort();
    for (const ring of [...this.#slots, this.#due]) while (ring.after !== ring) this.clear(ring.after);
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
    for (let tick = from; tick <= nowTick; tick++) this.#gather(this.#slots[tick % SLOTS]!, nowTick);
    // One by one, since each may set and clear others.
    for (let entry = this.#due.after; entry !== this.#due; entry = this.#due.after) {
      this.clear(entry);
      entry.ring();
    }
  }

  #gather(slot: Head, nowTick: number): void {
    for (let entry = slot.after; entry !== slot;) {
      const after = entry.after!;
      if (entry.dueTick <= nowTick) {
        unlink(entry);
        link(entry, this.#due);
      }
      entry = after;
    }
  }
}

/** Where a ring begins and ends. */
class Head extends WheelEntry {
  override before: WheelEntry = this;
  override after: WheelEntry = this;

  ring(): void {}
}

class CallbackEntry extends WheelEntry implements Timer {
  readonly #wheel: TimerWheel;
  readonly #callback: () => void;

  constructor(wheel: TimerWheel, callback: () => void) {
    super();
    this.#wheel = wheel;
    this.#callback = callback;
  }

  ring(): void {
    this.#callback();
  }

  cancel(): void {
    this.#wheel.clear(this);
  }
}

function link(entry: WheelEntry, head: Head): void {
  const last = head.before;
  entry.before = last;
  entry.after = head;
  last.after = entry;
  head.before = entry;
}

function unlink(entry: WheelEntry): void {
  entry.before!.after = entry.after;
  entry.after!.before = entry.before;
  entry.before = entry.after = null;
}

const SLOTS = 512;
