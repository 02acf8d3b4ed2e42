import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Fleet } from "../../shared/transport/fleet.ts";
import type {
  CounterState,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  ReservationLedger,
} from "../../shared/transport/reservation_ledger.ts";
import { TimerWheel } from "../pipeline/timer_wheel.ts";
import { FleetSize } from "./fleet_size.ts";
import { GuardedLedger } from "./guarded_ledger.ts";
import { judgeLoss, verdictsOfLoss } from "./judge_loss.ts";
import { LedgerLanes } from "./ledger_lanes.ts";
import type { LostAnswer, ReserveAnswer } from "./ledger_lane.ts";
import { ledgerVerdicts } from "./ledger_verdicts.ts";
import { LocalSlices } from "./local_slices.ts";
import { type OpenReservation, OpenReservations } from "./open_reservations.ts";
import { Settlements } from "./settlements.ts";

export interface LimiterOptions {
  ledger: ReservationLedger;
  fleet: Fleet;
  clock: Clock;
  logger: Logger;
  /** This process, as the owner of its reservations. */
  instance: string;
  /** How long what a request gives back may wait for the next one, so that both cost one call; milliseconds, default 0. */
  settlementLingerMs?: number;
}

/** What a request that was admitted holds until it is settled. */
export interface HeldLimits {
  readonly open: OpenReservation;
  /** The epoch of this gateway's own slices, where they decided; else null. */
  readonly sliceEpoch: string | null;
}

/** What the limiter made of a request. A denial is a value. */
export type LimiterDecision =
  & {
    verdicts: PolicyVerdict[];
    /** How the counters stand, in the order of the claims; null: that is not known. */
    counters: readonly CounterState[] | null;
    /** The ledger could not be asked, or has forgotten: each policy decided by its own `onLimiterLoss`. */
    isLost: boolean;
  }
  & (
    | { state: "admitted"; held: HeldLimits }
    /** The claim at the index `deniedBy` does not fit. */
    | { state: "denied"; deniedBy: number; retryAfterMs: number }
    /** The counter of the claim at the index `deniedBy` cannot be known, and its policy refuses then. */
    | { state: "refused"; deniedBy: number }
  );

/**
 * Admission by every limit that a counter is kept for, of all requests of this process: one call to the ledger for those of
 * one turn and tenant, and never more than about 150 ms for any, whatever the ledger does.
 */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #wheel: TimerWheel;
  readonly #guard: GuardedLedger;
  readonly #open: OpenReservations;
  readonly #settlements: Settlements;
  readonly #fleetSize: FleetSize;
  readonly #slices: LocalSlices;
  readonly #lanes: LedgerLanes;

  constructor(options: LimiterOptions) {
    const { ledger, fleet, clock, logger, settlementLingerMs: lingerMs = 0 } = options;
    this.#options = options;
    this.#wheel = new TimerWheel(clock, WHEEL_TICK_MS);
    const guard = this.#guard = new GuardedLedger({ ledger, clock, wheel: this.#wheel, logger });
    this.#open = new OpenReservations({ guard, clock, logger });
    const onEpoch = (tenantId: string, epoch: string) => this.#open.observe(tenantId, epoch);
    const lanes = this.#lanes = new LedgerLanes({ guard, clock, logger, lingerMs, onEpoch });
    const repeatLanes = new LedgerLanes({ guard, clock, logger, onEpoch });
    this.#settlements = new Settlements({ guard, clock, logger, lanes, repeatLanes });
    this.#fleetSize = new FleetSize({ fleet, clock });
    this.#slices = new LocalSlices({ clock, gateways: () => this.#fleetSize.gateways });
  }

  /** What operators want to know: whether the ledger is there, what is held, what is not settled yet. */
  get health(): { ledger: "reachable" | "away"; open: number; unsettled: number } {
    const ledger = this.#guard.isAway ? "away" : "reachable";
    return { ledger, open: this.#open.size, unsettled: this.#settlements.pending };
  }

  /** Renews reservations and counts gateways from now on. */
  start(): void {
    this.#open.start();
    this.#fleetSize.start();
  }

  /** Waits until everything that has ended is settled, for at most `deadlineMs`; answers how much is not. */
  drain(deadlineMs: number): Promise<number> {
    return this.#settlements.drain(deadlineMs);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#open.stop(), this.#fleetSize.stop(), this.#settlements.stop(), this.#guard.stop()]);
    this.#wheel.close();
  }

  /** Reserves what an evaluation claims, at least one claim, for the request with this id. */
  reserve(tenantId: string, id: string, evaluation: PolicyEvaluation): Promise<LimiterDecision> {
    const reservation = { id, owner: this.#options.instance, claims: evaluation.claims };
    return this.#lanes.of(tenantId).reserve(reservation).then((answer) =>
      answer.state === "known"
        ? this.#known(tenantId, reservation, { evaluation, answer })
        : this.#lost(tenantId, reservation, { evaluation, answer })
    );
  }

  /**
   * Ends what a request holds, with the claims that it used in place of those that it reserved. Call it once, in the turn in
   * which the record takes the epoch down. `isCharged`: the record tells of charges, so that the recorder settles what the
   * ledger does not hold.
   */
  settle({ open, sliceEpoch }: HeldLimits, claims: readonly LedgerClaim[], isCharged: boolean): void {
    const { tenantId, reservation: { id, claims: reserved }, epoch, second } = open;
    this.#open.release(open);
    if (sliceEpoch === null) this.#slices.leave(tenantId, id);
    else this.#slices.settle(tenantId, sliceEpoch, { id, claims });
    // What charges no budget is no recorder's business: under whichever epoch a renewal that is still on its way, or that was
    // not heard of, has held it, it is given back.
    const held = second === null ? undefined : { claims: reserved, second };
    if (!isCharged) this.#settlements.settle(tenantId, { id, claims, epoch: null, held });
    else if (epoch !== null) this.#settlements.settle(tenantId, { id, claims, epoch, held });
  }

  #known(
    tenantId: string,
    reservation: Reservation,
    { evaluation, answer }: { evaluation: PolicyEvaluation; answer: Exclude<ReserveAnswer, LostAnswer> },
  ): LimiterDecision {
    const { decision, epoch, second } = answer;
    const { counters } = decision;
    const verdicts = ledgerVerdicts(evaluation, decision, this.#options.clock.now());
    if (decision.status === "denied") {
      const { deniedBy, retryAfterMs } = decision;
      return { state: "denied", deniedBy, retryAfterMs, verdicts, counters, isLost: false };
    }
    this.#remember(evaluation, decision);
    const open = this.#open.hold(tenantId, reservation, { epoch, second });
    return { state: "admitted", held: { open, sliceEpoch: null }, verdicts, counters, isLost: false };
  }

  async #lost(
    tenantId: string,
    reservation: Reservation,
    { evaluation, answer }: { evaluation: PolicyEvaluation; answer: LostAnswer },
  ): Promise<LimiterDecision> {
    const { refusedBy, sliced } = judgeLoss(evaluation);
    let denied: { deniedBy: number; retryAfterMs: number } | null = null;
    let sliceEpoch: string | null = null;
    if (refusedBy === null && sliced.length > 0) {
      const claims = sliced.map((index) => reservation.claims[index]!);
      const slice = await this.#slices.reserve(tenantId, { ...reservation, claims }, this.#open.ofTenant(tenantId));
      const { decision } = slice;
      if (decision.status === "reserved") sliceEpoch = slice.epoch;
      else denied = { deniedBy: sliced[decision.deniedBy]!, retryAfterMs: decision.retryAfterMs };
    }
    const verdicts = verdictsOfLoss(evaluation, { deniedBy: denied?.deniedBy ?? null });
    const told = { verdicts, counters: null, isLost: true };
    if (refusedBy === null && denied === null) {
      const open = this.#open.hold(tenantId, reservation, null);
      return { state: "admitted", held: { open, sliceEpoch }, ...told };
    }
    // The ledger may have reserved it all the same, and too late for us to know.
    const mayBeHeld = answer.state === "unreachable" && answer.wasAsked;
    if (mayBeHeld) this.#settlements.settle(tenantId, { id: reservation.id, claims: [], epoch: null });
    return denied === null
      ? { state: "refused", deniedBy: refusedBy!, ...told }
      : { state: "denied", ...denied, ...told };
  }

  #remember({ sources, claims }: PolicyEvaluation, { counters }: ReservationDecision): void {
    for (let index = 0; index < claims.length; index++) {
      const claim = claims[index]!;
      if (claim.type !== "spend" || sources[index]!.onLimiterLoss !== "local_slice") continue;
      this.#slices.remember(claim, counters[index]!);
    }
  }
}

const WHEEL_TICK_MS = 10;
