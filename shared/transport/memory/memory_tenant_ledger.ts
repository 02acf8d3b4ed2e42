import { counterName } from "../ledger_rules.ts";
import type {
  CounterState,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  SettledSpend,
  Settlement,
  SettlementOutcome,
} from "../reservation_ledger.ts";
import { type MemoryLedgerCounter, memoryLedgerCounter, MemoryLedgerSpend } from "./memory_ledger_counter.ts";
import { type HeldClaim, MemoryLedgerIndex } from "./memory_ledger_index.ts";

/** How many counters a call looks at to forget those that are void. */
const LOOKED_AT_A_CALL = 8;

/** One tenant's counters and reservations under one epoch. Every call brings the present time, epoch milliseconds. */
export class MemoryTenantLedger {
  readonly epoch: string;
  readonly #counters = new Map<string, MemoryLedgerCounter>();
  readonly #index = new MemoryLedgerIndex();

  constructor(epoch: string, spends: readonly SettledSpend[], nowMs: number) {
    this.epoch = epoch;
    for (const spend of spends) this.correct(spend, nowMs);
  }

  /** What is held: counters that are not void, reservations that are open, have expired or are remembered as settled. */
  sizes(nowMs: number): { counters: number; open: number; expired: number; settled: number } {
    this.#tidy(nowMs);
    const counters = [...this.#counters.values()].filter((counter) => !counter.isVoid(nowMs));
    return { counters: counters.length, ...this.#index.sizes };
  }

  reserve(reservations: readonly Reservation[], ttlMs: number, nowMs: number): ReservationDecision[] {
    this.#tidy(nowMs);
    return reservations.map((reservation) => {
      const held = this.#index.get(reservation.id, nowMs);
      if (held === undefined) return this.#decide(reservation, ttlMs, nowMs);
      if (held.expired) this.#revive(held.claims, nowMs);
      this.#index.hold(reservation.id, { ...held, expired: false, expiresMs: nowMs + ttlMs });
      const exceeded = held.claims.flatMap((claim, index) => claim.exceeded ? [index] : []);
      return { status: "reserved", counters: this.#states(reservation.claims, nowMs), exceeded };
    });
  }

  renew(reservations: readonly Reservation[], ttlMs: number, nowMs: number): void {
    this.#tidy(nowMs);
    for (const { id, owner, claims } of reservations) {
      const held = this.#index.get(id, nowMs);
      if (held === undefined && this.#index.isSettled(id, nowMs)) continue;
      if (held?.expired) this.#revive(held.claims, nowMs);
      const holding = held?.claims ?? claims.map((claim) => this.#take(claim, nowMs));
      this.#index.hold(id, { owner, claims: holding, expired: false, expiresMs: nowMs + ttlMs });
    }
  }

  settle(settlements: readonly Settlement[], nowMs: number): SettlementOutcome[] {
    this.#tidy(nowMs);
    return settlements.map(({ id, claims }) => {
      const held = this.#index.get(id, nowMs);
      if (held === undefined && this.#index.isSettled(id, nowMs)) return "repeated";
      const actual = new Map<string, { claim: LedgerClaim; amount: number }>();
      for (const claim of claims) {
        const name = counterName(claim);
        actual.set(name, { claim, amount: (actual.get(name)?.amount ?? 0) + claim.amount });
      }
      for (const { claim, amount: reserved, at } of held?.claims ?? []) {
        const name = counterName(claim);
        const amounts = { reserved, actual: actual.get(name)?.amount ?? 0, at, expired: held!.expired };
        this.#counter(claim, nowMs).settle(amounts, nowMs);
        // Reserved twice and used once: the second is given back.
        actual.delete(name);
      }
      for (const { claim, amount } of actual.values()) this.#counter(claim, nowMs).add(amount, nowMs);
      this.#index.settle(id, nowMs);
      return held === undefined ? "added" : "settled";
    });
  }

  read(claims: readonly LedgerClaim[], nowMs: number): CounterState[] {
    this.#tidy(nowMs);
    return this.#states(claims, nowMs);
  }

  correct({ nanoUsd, ...spend }: SettledSpend, nowMs: number): void {
    this.#tidy(nowMs);
    const counter = this.#counter({ type: "spend", amount: 0, max: 0, enforced: false, ...spend }, nowMs);
    if (counter instanceof MemoryLedgerSpend) counter.correct(nanoUsd);
  }

  #decide({ id, owner, claims }: Reservation, ttlMs: number, nowMs: number): ReservationDecision {
    const taken: HeldClaim[] = [];
    const exceeded: number[] = [];
    let deniedBy = -1;
    let retryAfterMs = 0;
    for (const [index, claim] of claims.entries()) {
      const counter = this.#counter(claim, nowMs);
      const fits = counter.used(nowMs) + claim.amount <= claim.max;
      if (!fits && !claim.enforced) exceeded.push(index);
      if (!fits && claim.enforced) {
        const waitMs = counter.waitMs(claim.amount, claim.max, nowMs);
        if (waitMs > retryAfterMs) [deniedBy, retryAfterMs] = [index, waitMs];
      }
      // Taken at once, so that two claims on one counter do not each see the room of both.
      taken.push({ ...this.#take(claim, nowMs), exceeded: !fits });
    }
    if (deniedBy < 0) {
      this.#index.hold(id, { owner, claims: taken, expired: false, expiresMs: nowMs + ttlMs });
      return { status: "reserved", counters: this.#states(claims, nowMs), exceeded };
    }
    for (const { claim, amount } of taken) this.#counter(claim, nowMs).undo(amount, nowMs);
    return { status: "denied", counters: this.#states(claims, nowMs), exceeded, deniedBy, retryAfterMs };
  }

  #take(claim: LedgerClaim, nowMs: number): HeldClaim {
    const at = this.#counter(claim, nowMs).reserve(claim.amount, nowMs);
    return { claim, amount: claim.amount, at, exceeded: false };
  }

  #revive(claims: readonly HeldClaim[], nowMs: number): void {
    for (const { claim, amount } of claims) this.#counter(claim, nowMs).revive(amount);
  }

  #states(claims: readonly LedgerClaim[], nowMs: number): CounterState[] {
    return claims.map((claim) => this.#counter(claim, nowMs).state(nowMs));
  }

  #counter(claim: LedgerClaim, nowMs: number): MemoryLedgerCounter {
    const name = counterName(claim);
    let counter = this.#counters.get(name);
    if (counter === undefined || counter.isVoid(nowMs)) {
      counter = memoryLedgerCounter(claim);
      this.#counters.set(name, counter);
    }
    return counter;
  }

  /** Ends what has expired, and forgets a few of what needs no more remembering. */
  #tidy(nowMs: number): void {
    for (const { claim, amount } of this.#index.expire(nowMs)) this.#counter(claim, nowMs).expire(amount);
    let left = Math.min(LOOKED_AT_A_CALL, this.#counters.size);
    for (const [name, counter] of this.#counters) {
      if (left-- <= 0) break;
      this.#counters.delete(name);
      // To the end, so that the next call looks at others.
      if (!counter.isVoid(nowMs)) this.#counters.set(name, counter);
    }
  }
}
