import type { Clock } from "../../shared/time/clock.ts";
import type { EpochSettlement, Reservation, ReservationDecision } from "../../shared/transport/reservation_ledger.ts";
import type { Decided, GuardedAnswer, GuardedLedger } from "./guarded_ledger.ts";

/** What the ledger made of one reservation, or why it is not known. */
export type ReserveAnswer =
  | { state: "known"; epoch: string; second: number | null; decision: ReservationDecision }
  | LostAnswer;
export type LostAnswer = { state: "unreachable"; wasAsked: boolean } | { state: "forgotten" };

/** A settlement on its way. */
export interface LaneSettlement {
  readonly settlement: EpochSettlement;
  /** Called once: whether it has arrived, and when it was sent at the earliest, monotonic milliseconds. */
  heard(hasArrived: boolean, sentMs: number): void;
}

export interface LedgerLaneOptions {
  tenantId: string;
  guard: GuardedLedger;
  clock: Clock;
  /** How long reservations live, milliseconds. */
  ttlMs: number;
  /** The most reservations of one call, and the most settlements; more go with the next. */
  itemsMax: number;
  /** The ledger answered under this epoch. */
  onEpoch(epoch: string): void;
  /** What became of a call that reserved. */
  onReserved(state: ReserveAnswer["state"]): void;
  /** Nothing waits and nothing is under way any more. */
  onIdle(): void;
}

/**
 * What one tenant's requests ask of the ledger, gathered: one call settles and reserves all that was asked in a turn, and
 * while it is under way, what comes gathers for the next. Calls that only settle are waited for by nobody, so that one may
 * be under way beside a call that reserves.
 */
export class LedgerLane {
  readonly #options: LedgerLaneOptions;
  #reservations: WaitingReservation[] = [];
  #settlements: LaneSettlement[] = [];
  #isScheduled = false;
  #isReserving = false;
  #isSettling = false;

  constructor(options: LedgerLaneOptions) {
    this.#options = options;
  }

  reserve(reservation: Reservation): Promise<ReserveAnswer> {
    const sinceMs = this.#options.clock.monotonic();
    return new Promise((resolve) => {
      this.#reservations.push({ reservation, sinceMs, resolve });
      this.#schedule();
    });
  }

  settle(settlement: LaneSettlement): void {
    this.#settlements.push(settlement);
    this.#schedule();
  }

  /** Sends at the end of this turn: what else is asked in it goes along. */
  #schedule(): void {
    if (this.#isScheduled || this.#isReserving) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#isReserving) return;
    const { tenantId, guard, clock, ttlMs, itemsMax } = this.#options;
    const isReserving = this.#reservations.length > 0;
    if (!isReserving && (this.#settlements.length === 0 || this.#isSettling)) return this.#noteIdle();
    const reserving = this.#reservations.splice(0, itemsMax);
    const settling = this.#settlements.splice(0, itemsMax);
    const turn = {
      settlements: settling.map(({ settlement }) => settlement),
      reservations: reserving.map(({ reservation }) => reservation),
    };
    const sentMs = clock.monotonic();
    const sinceMs = reserving[0]?.sinceMs ?? sentMs;
    const { decided, settled } = guard.settleAndReserve(tenantId, turn, { ttlMs, sinceMs });
    if (isReserving) void this.#hearDecided(reserving, decided);
    if (settling.length > 0) void this.#hearSettled(settling, { settled, sentMs, isAlone: !isReserving });
  }

  async #hearDecided(
    reserving: readonly WaitingReservation[],
    decided: Promise<GuardedAnswer<Decided>>,
  ): Promise<void> {
    this.#isReserving = true;
    const answer = await decided;
    this.#isReserving = false;
    this.#options.onReserved(answer.state);
    if (answer.state === "known") {
      const { state, epoch, value: { decisions, second } } = answer;
      this.#options.onEpoch(epoch);
      for (let index = 0; index < reserving.length; index++) {
        reserving[index]!.resolve({ state, epoch, second, decision: decisions[index]! });
      }
    } else {
      for (const { resolve } of reserving) resolve(answer);
    }
    this.#send();
  }

  async #hearSettled(
    settling: readonly LaneSettlement[],
    { settled, sentMs, isAlone }: { settled: Promise<GuardedAnswer<unknown>>; sentMs: number; isAlone: boolean },
  ): Promise<void> {
    if (isAlone) this.#isSettling = true;
    const answer = await settled;
    if (isAlone) this.#isSettling = false;
    if (answer.state === "known") this.#options.onEpoch(answer.epoch);
    // Under another epoch, or none, the record's charges are what counts: the recorder sees to them.
    for (const one of settling) one.heard(answer.state !== "unreachable", sentMs);
    this.#send();
  }

  #noteIdle(): void {
    if (!this.#isSettling) this.#options.onIdle();
  }
}

interface WaitingReservation {
  reservation: Reservation;
  /** Monotonic milliseconds. */
  sinceMs: number;
  resolve(answer: ReserveAnswer): void;
}
