import { SETTLED_MINUTES } from "../ledger_rules.ts";
import { EXPIRED_KEPT_MS, type LedgerClaim } from "../reservation_ledger.ts";

/** A counter's part in a reservation: how much, and where (see `MemoryLedgerCounter.reserve`). */
export interface HeldClaim {
  claim: LedgerClaim;
  amount: number;
  at: number;
  /** It did not fit, and was not enforced. */
  exceeded: boolean;
}

/** A reservation that is open or has expired. */
export interface HeldReservation {
  owner: string;
  claims: readonly HeldClaim[];
  expired: boolean;
  /** Epoch milliseconds. */
  expiresMs: number;
}

/** A tenant's reservations by id, and the ids that were settled. */
export class MemoryLedgerIndex {
  readonly #open = new Map<string, HeldReservation>();
  readonly #expired = new Map<string, HeldReservation>();
  /** Id → minute, the oldest first. */
  readonly #settled = new Map<string, number>();
  /** No open reservation ends before; epoch milliseconds. */
  #nextExpiryMs = Infinity;

  get sizes(): { open: number; expired: number; settled: number } {
    return { open: this.#open.size, expired: this.#expired.size, settled: this.#settled.size };
  }

  get(id: string, nowMs: number): HeldReservation | undefined {
    const expired = this.#expired.get(id);
    return this.#open.get(id) ?? (expired && isRemembered(expired, nowMs) ? expired : undefined);
  }

  hold(id: string, reservation: HeldReservation): void {
    this.#expired.delete(id);
    this.#open.set(id, reservation);
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, reservation.expiresMs);
  }

  settle(id: string, nowMs: number): void {
    this.#open.delete(id);
    this.#expired.delete(id);
    this.#settled.delete(id);
    this.#settled.set(id, minute(nowMs));
  }

  isSettled(id: string, nowMs: number): boolean {
    return (this.#settled.get(id) ?? -Infinity) >= minute(nowMs) - SETTLED_MINUTES;
  }

  /** Ends what has expired and returns the claims of it; forgets what was remembered for long enough. */
  expire(nowMs: number): HeldClaim[] {
    for (const id of this.#settled.keys()) {
      if (this.isSettled(id, nowMs)) break;
      this.#settled.delete(id);
    }
    // The order is nearly that of their ends, and `get` looks for itself.
    for (const [id, reservation] of this.#expired) {
      if (isRemembered(reservation, nowMs)) break;
      this.#expired.delete(id);
    }
    if (this.#nextExpiryMs > nowMs) return [];
    this.#nextExpiryMs = Infinity;
    const ended: HeldClaim[] = [];
    for (const [id, reservation] of this.#open) {
      if (reservation.expiresMs > nowMs) {
        this.#nextExpiryMs = Math.min(this.#nextExpiryMs, reservation.expiresMs);
        continue;
      }
      ended.push(...reservation.claims);
      this.#open.delete(id);
      if (isRemembered(reservation, nowMs)) this.#expired.set(id, { ...reservation, expired: true });
    }
    return ended;
  }
}

function isRemembered({ expiresMs }: HeldReservation, nowMs: number): boolean {
  return expiresMs + EXPIRED_KEPT_MS > nowMs;
}

function minute(nowMs: number): number {
  return Math.floor(nowMs / 60_000);
}
