import type { SpendPeriod } from "../contracts/policy.ts";

/** One counter that a request takes from. Amounts are whole: requests, tokens or nano-dollars. */
export type LedgerClaim =
  & { counterKey: string; max: number; enforced: boolean }
  & (
    /** `amount` in any 60 s; a request is never counted for less than a minute. */
    | { type: "requests_per_minute"; amount: 1 }
    | { type: "tokens_per_minute"; amount: number }
    /** Held until the reservation ends. */
    | { type: "concurrent_requests"; amount: 1 }
    /** `periodStart` and `periodEnd`: the calendar period in the tenant's time zone, epoch milliseconds. */
    | { type: "spend"; amount: number; period: SpendPeriod; periodStart: number; periodEnd: number }
  );

/** What a request wants to hold, all or nothing. */
export interface Reservation {
  /** The request's UUIDv7. */
  id: string;
  /** The process that holds it. */
  owner: string;
  claims: readonly LedgerClaim[];
}

/** One counter as it stands after the call, in the unit of its claim. */
export interface CounterState {
  /** Settled and reserved together. */
  used: number;
  /** The part that is reserved; always 0 for a minute's window, where what was reserved counts for its minute as used. */
  reserved: number;
  /** Until it has more left (a minute's window, the end of a period), milliseconds; 0: whenever another request ends. */
  resetMs: number;
}

/** What became of one reservation; `counters` are in the order of its claims. */
export type ReservationDecision =
  | {
    status: "reserved";
    counters: CounterState[];
    /** The indexes of claims that are not enforced and did not fit. */
    exceeded: number[];
  }
  | {
    status: "denied";
    counters: CounterState[];
    exceeded: number[];
    /** The index of the enforced claim that fits last of all that do not. */
    deniedBy: number;
    /** When it would fit if nothing else came, milliseconds; at least 1. */
    retryAfterMs: number;
  };

/** What a request used, in place of what it had reserved. */
export interface Settlement {
  id: string;
  /**
   * The counters of the reservation with their actual amounts, spend and tokens alike; a counter that was reserved and is
   * not named is given back.
   */
  claims: readonly LedgerClaim[];
}

/**
 * - `settled`: the reservation was open, or had expired (and stood at its estimate until now)
 * - `added`: it was not known, and what was used has been added
 * - `repeated`: it was settled before; nothing was changed
 */
export type SettlementOutcome = "settled" | "added" | "repeated";

/** A settlement that holds only under this epoch; null: under any. */
export interface EpochSettlement extends Settlement {
  epoch: string | null;
  /**
   * What the reservation holds, where that is known for certain: it was granted in a turn that told this second, and nobody
   * has renewed it since. It spares the store looking, and changes nothing of what becomes of it.
   */
  held?: { claims: readonly LedgerClaim[]; second: number } | undefined;
}

/** `stale`: its epoch is over, and nothing was done. */
export type EpochOutcome = SettlementOutcome | "stale";

/** What became of a turn, in the order of what was asked. */
export interface TurnOutcome {
  settled: EpochOutcome[];
  decisions: ReservationDecision[];
  /** Where minutes' windows count what was reserved, for `held`; null: not told. */
  second: number | null;
}

/** The ledger's answer, or that the tenant's counters were forgotten: then nothing was done. */
export type LedgerAnswer<Value> = { state: "initialised"; epoch: string; value: Value } | { state: "uninitialised" };

/** What a counter of a budget had been charged when the ledger was rebuilt. */
export interface SettledSpend {
  counterKey: string;
  period: SpendPeriod;
  periodStart: number;
  periodEnd: number;
  nanoUsd: number;
}

/**
 * The counters of every limit, shared by all gateways (docs/decisions/0010-reservation-ledger.md).
 *
 * Every method makes one call to the store and throws when that cannot be reached. Times are the store's own.
 */
export interface ReservationLedger {
  /**
   * Reserves for a turn's requests of one tenant, in order, each by itself: one that is denied changes nothing and stands in
   * no other's way. A reservation expires `ttlMs` after the call unless it is renewed; what it held of spend and tokens then
   * counts as used, and its place among the concurrent requests is free. An id that is held already is decided as before.
   */
  reserve(
    tenantId: string,
    reservations: readonly Reservation[],
    ttlMs: number,
  ): Promise<LedgerAnswer<ReservationDecision[]>>;
  /**
   * Holds reservations for `ttlMs` from now. One that the store does not know (it was emptied, or it expired) is held again
   * whatever the limits say, because the request is under way; one that was settled stays settled.
   */
  renew(tenantId: string, reservations: readonly Reservation[], ttlMs: number): Promise<LedgerAnswer<void>>;
  /**
   * Ends reservations. `epoch` not null: only where it is the ledger's own, or `stale` is told for all of them and nothing is
   * done (the recorder sees to it then). Settling an id twice within five minutes changes nothing.
   */
  settle(
    tenantId: string,
    settlements: readonly Settlement[],
    epoch: string | null,
  ): Promise<LedgerAnswer<SettlementOutcome[] | "stale">>;
  /** What a turn brings: settles, and then reserves in what room there is, in one call. */
  settleAndReserve(
    tenantId: string,
    turn: { settlements: readonly EpochSettlement[]; reservations: readonly Reservation[] },
    ttlMs: number,
  ): Promise<LedgerAnswer<TurnOutcome>>;
  /** How counters stand, in the order of the claims, whose amounts do not matter. */
  read(tenantId: string, claims: readonly LedgerClaim[]): Promise<LedgerAnswer<CounterState[]>>;
  /**
   * Empties a tenant's ledger and begins a new epoch with what its budgets were charged so far. Reservations in flight come
   * back as they are renewed. The present epoch once more is a repetition, and changes nothing.
   */
  rebuild(tenantId: string, epoch: string, spends: readonly SettledSpend[]): Promise<void>;
  /** The epochs of tenants; null: its counters were forgotten. */
  epochs(tenantIds: readonly string[]): Promise<(string | null)[]>;
  /** Sets one budget's settled amount to what it should be, leaving reservations alone. For repairs. */
  correct(tenantId: string, spend: SettledSpend): Promise<LedgerAnswer<void>>;
}

/** How long a settled reservation is remembered, so that settling it again changes nothing; milliseconds. */
export const SETTLED_KEPT_MS = 300_000;

/** How long an expired reservation is remembered, so that a late settlement replaces the estimate; milliseconds. */
export const EXPIRED_KEPT_MS = 86_400_000;
