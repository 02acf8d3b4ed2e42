import { NEVER_FITS_RETRY_MS, WINDOW_SECONDS } from "../ledger_rules.ts";
import type { CounterState } from "../reservation_ledger.ts";
import type { MemoryLedgerCounter } from "./memory_ledger_counter.ts";

/**
 * What was used in the last minute, by the second. A second counts until all of it is a minute old, so that the total is
 * never less than that of any sixty seconds up to now.
 */
export class MemoryLedgerWindow implements MemoryLedgerCounter {
  /** Whether less than was reserved may be settled: a request has happened, whatever it used. */
  readonly #givesBack: boolean;
  /** Second → amount above zero, the oldest first: a second is only ever added at the end. */
  readonly #buckets = new Map<number, number>();
  #total = 0;
  #last = 0;

  constructor({ givesBack }: { givesBack: boolean }) {
    this.#givesBack = givesBack;
  }

  used(nowMs: number): number {
    this.#advance(nowMs);
    return this.#total;
  }

  reserve(amount: number, nowMs: number): number {
    const second = this.#advance(nowMs);
    if (amount > 0) {
      this.#change(second, amount);
      this.#last = second;
    }
    return second;
  }

  undo(amount: number, nowMs: number): void {
    this.#change(this.#advance(nowMs), -amount);
  }

  settle({ reserved, actual, at }: { reserved: number; actual: number; at: number }, nowMs: number): void {
    if (!this.#givesBack) return;
    if (actual > reserved) this.add(actual - reserved, nowMs);
    else {
      this.#advance(nowMs);
      this.#change(at, -Math.min(reserved - actual, this.#buckets.get(at) ?? 0));
    }
  }

  add(amount: number, nowMs: number): void {
    this.reserve(amount, nowMs);
  }

  /** It has counted as used from the first. */
  expire(): void {}

  revive(): void {}

  state(nowMs: number): CounterState {
    this.#advance(nowMs);
    const [oldest] = this.#buckets.keys();
    return { used: this.#total, reserved: 0, resetMs: oldest === undefined ? 0 : gone(oldest) - nowMs };
  }

  waitMs(amount: number, max: number, nowMs: number): number {
    if (amount > max) return NEVER_FITS_RETRY_MS;
    this.#advance(nowMs);
    let excess = this.#total + amount - max;
    for (const [second, used] of this.#buckets) {
      excess -= used;
      if (excess <= 0) return gone(second) - nowMs;
    }
    return NEVER_FITS_RETRY_MS;
  }

  isVoid(nowMs: number): boolean {
    this.#advance(nowMs);
    return this.#total === 0;
  }

  /** Forgets what is older than a minute and returns the second to count in. */
  #advance(nowMs: number): number {
    const present = Math.floor(nowMs / 1_000);
    // A clock that goes back a little stands still instead; after more than a window nothing here is true any longer.
    if (this.#total > 0 && this.#last - present > WINDOW_SECONDS) this.#clear();
    const second = this.#total > 0 ? Math.max(present, this.#last) : present;
    for (const [oldest, amount] of this.#buckets) {
      if (oldest >= second - WINDOW_SECONDS) break;
      this.#buckets.delete(oldest);
      this.#total -= amount;
    }
    return second;
  }

  #change(second: number, amount: number): void {
    if (amount === 0) return;
    const changed = (this.#buckets.get(second) ?? 0) + amount;
    if (changed > 0) this.#buckets.set(second, changed);
    else this.#buckets.delete(second);
    // What rounding leaves of amounts beyond 2^53 is in no second.
    this.#total = this.#buckets.size === 0 ? 0 : this.#total + amount;
  }

  #clear(): void {
    this.#buckets.clear();
    this.#total = 0;
  }
}

/** When a second stops counting, epoch milliseconds. */
function gone(second: number): number {
  return (second + WINDOW_SECONDS + 1) * 1_000;
}
