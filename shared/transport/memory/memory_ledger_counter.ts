import { ROOM_RETRY_MS, SPEND_KEPT_MS } from "../ledger_rules.ts";
import type { CounterState, LedgerClaim } from "../reservation_ledger.ts";
import { MemoryLedgerWindow } from "./memory_ledger_window.ts";

/** One counter of a tenant. Times are epoch milliseconds, and every call brings the present one. */
export interface MemoryLedgerCounter {
  /** Settled and reserved together. */
  used(nowMs: number): number;
  /** Reserves and returns where: the second of a window, the end of a budget's period, or 0. */
  reserve(amount: number, nowMs: number): number;
  /** Takes back what was reserved just now, as if it had never been. */
  undo(amount: number, nowMs: number): void;
  /** Puts what was used in place of what was reserved `at`; `expired`: `reserved` counts as used already. */
  settle(amounts: { reserved: number; actual: number; at: number; expired: boolean }, nowMs: number): void;
  /** Counts what was used without a reservation. */
  add(amount: number, nowMs: number): void;
  /** Ends a reservation that nobody settled. */
  expire(amount: number): void;
  /** Holds again what had expired. */
  revive(amount: number): void;
  state(nowMs: number): CounterState;
  /** When `amount` would fit if nothing else came, milliseconds. */
  waitMs(amount: number, max: number, nowMs: number): number;
  /** Whether it can be forgotten. */
  isVoid(nowMs: number): boolean;
}

/** A counter for claims of this type and period, at zero. */
export function memoryLedgerCounter(claim: LedgerClaim): MemoryLedgerCounter {
  switch (claim.type) {
    case "requests_per_minute":
      return new MemoryLedgerWindow({ givesBack: false });
    case "tokens_per_minute":
      return new MemoryLedgerWindow({ givesBack: true });
    case "concurrent_requests":
      return new Concurrency();
    case "spend":
      return new MemoryLedgerSpend(claim.periodEnd);
  }
}

class Concurrency implements MemoryLedgerCounter {
  #held = 0;

  used(): number {
    return this.#held;
  }

  reserve(amount: number): number {
    this.#held += amount;
    return 0;
  }

  undo(amount: number): void {
    this.expire(amount);
  }

  settle({ reserved, expired }: { reserved: number; expired: boolean }): void {
    if (!expired) this.expire(reserved);
  }

  /** What has ended holds no place. */
  add(): void {}

  expire(amount: number): void {
    this.#held = Math.max(0, this.#held - amount);
  }

  revive(amount: number): void {
    this.#held += amount;
  }

  state(): CounterState {
    return { used: this.#held, reserved: this.#held, resetMs: 0 };
  }

  waitMs(): number {
    return ROOM_RETRY_MS;
  }

  isVoid(): boolean {
    return this.#held === 0;
  }
}

/** One period of a budget, in nano-dollars. */
export class MemoryLedgerSpend implements MemoryLedgerCounter {
  readonly #periodEnd: number;
  #settled = 0;
  #reserved = 0;

  constructor(periodEnd: number) {
    this.#periodEnd = periodEnd;
  }

  used(): number {
    return this.#settled + this.#reserved;
  }

  reserve(amount: number): number {
    this.#reserved += amount;
    return this.#periodEnd;
  }

  undo(amount: number): void {
    this.#reserved -= amount;
  }

  settle({ reserved, actual, expired }: { reserved: number; actual: number; expired: boolean }): void {
    if (expired) this.#settled = Math.max(0, this.#settled - reserved);
    else this.#reserved = Math.max(0, this.#reserved - reserved);
    this.#settled += actual;
  }

  add(amount: number): void {
    this.#settled += amount;
  }

  expire(amount: number): void {
    this.#reserved = Math.max(0, this.#reserved - amount);
    this.#settled += amount;
  }

  revive(amount: number): void {
    this.#settled = Math.max(0, this.#settled - amount);
    this.#reserved += amount;
  }

  /** Sets what was charged so far. */
  correct(nanoUsd: number): void {
    this.#settled = nanoUsd;
  }

  state(nowMs: number): CounterState {
    return { used: this.used(), reserved: this.#reserved, resetMs: Math.max(0, this.#periodEnd - nowMs) };
  }

  waitMs(amount: number, max: number, nowMs: number): number {
    return this.#settled + amount > max ? Math.max(1, this.#periodEnd - nowMs) : ROOM_RETRY_MS;
  }

  isVoid(nowMs: number): boolean {
    return this.used() === 0 || this.#periodEnd + SPEND_KEPT_MS <= nowMs;
  }
}
