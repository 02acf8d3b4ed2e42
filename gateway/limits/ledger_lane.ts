import type { Clock } from "../../shared/time/clock.ts";
import type { EpochSettlement, Reservation, ReservationDecision } from "../../shared/transport/reservation_ledger.ts";
import { haveSameLimits } from "../../shared/transport/same_limits.ts";
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
  /** How long settlements wait for a reservation that takes them along, milliseconds; 0: not at all. */
  lingerMs: number;
  /** The ledger answered under this epoch. */
  onEpoch(epoch: string): void;
  /** What became of a call that reserved. */
  onReserved(state: ReserveAnswer["state"]): void;
  /** Nothing waits and nothing is under way any more. */
  onIdle(): void;
}

/**
 * What one tenant's requests ask of the ledger, gathered: one call settles and reserves all that was asked in a turn, and
 * while it is under way, what comes gathers for the next. A larger call costs less for each request by as much as requests
 * share limits; where they share few, a second call may be under way, so that the ledger is busy while this process deals
 * with the answers of the first.
 *
 * Calls that only settle are waited for by nobody, so that one may be under way beside those that reserve, and settlements
 * linger a little for the next reservation: what goes with it costs half of what goes alone, and comes before it, so that
 * nobody here is denied room that has been freed here. While requests are being denied nothing lingers, because others may
 * be waiting for the room as well.
 */
export class LedgerLane {
  readonly #options: LedgerLaneOptions;
  #reservations: WaitingReservation[] = [];
  #settlements: LaneSettlement[] = [];
  #isScheduled = false;
  /** How many calls that reserve are under way. */
  #reserving = 0;
  /** How many of those that wait are of other limits than the one before them. */
  #changes = 0;
  #isSettling = false;
  /** Until when what is to be settled lingers, monotonic milliseconds; null: nothing does. */
  #lingersUntilMs: number | null = null;
  #isTimed = false;
  #deniedMs = -Infinity;
  #isHasty = false;

  constructor(options: LedgerLaneOptions) {
    this.#options = options;
  }

  reserve(reservation: Reservation): Promise<ReserveAnswer> {
    const sinceMs = this.#options.clock.monotonic();
    return new Promise((resolve) => {
      const before = this.#reservations.at(-1);
      if (before !== undefined && !haveSameLimits(before.reservation.claims, reservation.claims)) this.#changes++;
      this.#reservations.push({ reservation, sinceMs, resolve });
      this.#schedule();
    });
  }

  settle(settlement: LaneSettlement): void {
    this.#settlements.push(settlement);
    this.#schedule();
  }

  /** Lets nothing linger from now on. */
  hasten(): void {
    this.#isHasty = true;
    this.#schedule();
  }

  /** Sends at the end of this turn: what else is asked in it goes along. */
  #schedule(): void {
    if (this.#isScheduled || this.#isBusy()) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  /** Whether what waits is better off gathering while a call is under way. */
  #isBusy(): boolean {
    return this.#reserving > 0 && (this.#reserving === CALLS_MAX || this.#changes < CHANGES_MIN);
  }

  #send(): void {
    if (this.#isBusy()) return;
    const { tenantId, guard, clock, ttlMs, itemsMax } = this.#options;
    const isReserving = this.#reservations.length > 0;
    if (!isReserving && (this.#settlements.length === 0 || this.#isSettling)) return this.#noteIdle();
    if (!isReserving && this.#isLingering()) return;
    this.#lingersUntilMs = null;
    const reserving = this.#reservations.splice(0, itemsMax);
    this.#changes = 0;
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

  /** Whether what is to be settled waits for a reservation still; it is looked at again when it has waited long enough. */
  #isLingering(): boolean {
    const { clock, itemsMax, lingerMs } = this.#options;
    if (lingerMs === 0 || this.#isHasty || this.#settlements.length >= itemsMax) return false;
    const nowMs = clock.monotonic();
    if (nowMs - this.#deniedMs < HASTY_MS) return false;
    this.#lingersUntilMs ??= nowMs + lingerMs;
    const leftMs = this.#lingersUntilMs - nowMs;
    if (leftMs < TOO_SHORT_MS) return false;
    // One timer for all that lingers one after the other: most of it is taken along before.
    if (!this.#isTimed) void this.#wait(leftMs);
    return true;
  }

  async #wait(ms: number): Promise<void> {
    this.#isTimed = true;
    await this.#options.clock.delay(ms);
    this.#isTimed = false;
    this.#send();
  }

  async #hearDecided(
    reserving: readonly WaitingReservation[],
    decided: Promise<GuardedAnswer<Decided>>,
  ): Promise<void> {
    this.#reserving++;
    const answer = await decided;
    this.#reserving--;
    this.#options.onReserved(answer.state);
    if (answer.state === "known") {
      const { state, epoch, value: { decisions, second } } = answer;
      this.#options.onEpoch(epoch);
      for (let index = 0; index < reserving.length; index++) {
        const decision = decisions[index]!;
        if (decision.status === "denied") this.#deniedMs = this.#options.clock.monotonic();
        reserving[index]!.resolve({ state, epoch, second, decision });
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

/** How many calls that reserve may be under way at a time. */
const CALLS_MAX = 2;
/** From so many changes of limits on a second call pays. */
const CHANGES_MIN = 15;
/** How long after a denial nothing lingers, milliseconds. */
const HASTY_MS = 1_000;
/** Nothing is waited for that is less; timers ring by fractions of a millisecond too early. */
const TOO_SHORT_MS = 0.1;

interface WaitingReservation {
  reservation: Reservation;
  /** Monotonic milliseconds. */
  sinceMs: number;
  resolve(answer: ReserveAnswer): void;
}
