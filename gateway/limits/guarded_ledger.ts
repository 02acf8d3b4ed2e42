import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type {
  EpochOutcome,
  EpochSettlement,
  LedgerAnswer,
  Reservation,
  ReservationLedger,
  TurnOutcome,
} from "../../shared/transport/reservation_ledger.ts";
import type { TimerWheel } from "../pipeline/timer_wheel.ts";
import { LedgerCircuit } from "./ledger_circuit.ts";

/** What the ledger answered, or that its counters cannot be known: it was not reached in time, or it has forgotten. */
export type GuardedAnswer<Value> =
  | { state: "known"; epoch: string; value: Value }
  /** `wasAsked`: the ledger may have done it all the same. */
  | { state: "unreachable"; wasAsked: boolean }
  | { state: "forgotten" };

export interface LedgerTurn {
  settlements: readonly EpochSettlement[];
  reservations: readonly Reservation[];
}

export interface TurnTimes {
  ttlMs: number;
  sinceMs: number;
}

/** What became of a turn's reservations. */
export type Decided = Pick<TurnOutcome, "decisions" | "second">;

export interface GuardedTurn {
  decided: Promise<GuardedAnswer<Decided>>;
  settled: Promise<GuardedAnswer<EpochOutcome[]>>;
}

export interface GuardedLedgerOptions {
  ledger: ReservationLedger;
  clock: Clock;
  /** For deadlines; its tick should be no more than 20 ms. */
  wheel: TimerWheel;
  logger: Logger;
}

/**
 * The ledger as requests may rely on it: no call rejects, and none that a request waits for takes longer than about 150 ms,
 * or anything at all while the ledger is known to be away.
 */
export class GuardedLedger {
  readonly #options: GuardedLedgerOptions;
  readonly #circuit: LedgerCircuit;

  constructor(options: GuardedLedgerOptions) {
    const { ledger, clock, logger } = options;
    this.#options = options;
    this.#circuit = new LedgerCircuit({
      clock,
      logger,
      probe: (tenantId) => this.#within(DEADLINE_MS, () => ledger.epochs([tenantId])),
    });
  }

  /** Whether the ledger is known to be away, so that asking it is of no use. */
  get isAway(): boolean {
    return this.#circuit.isOpen;
  }

  /** Tells whenever the ledger is back after it was known to be away. */
  onRestored(listener: () => void): void {
    this.#circuit.onRestored(listener);
  }

  /**
   * Settles and reserves in one call. `decided` comes within what is left of a request's deadline (`sinceMs`: since when it
   * has waited, monotonic milliseconds). Nobody waits for `settled`: it may take two seconds, and is tried while the ledger
   * is away, and by itself where the reservations are too late.
   */
  settleAndReserve(tenantId: string, turn: LedgerTurn, { ttlMs, sinceMs }: TurnTimes): GuardedTurn {
    const leftMs = sinceMs + DEADLINE_MS - this.#options.clock.monotonic();
    const isTooLate = this.isAway || leftMs <= 0;
    const { settlements } = turn;
    const reservations = isTooLate ? [] : turn.reservations;
    if (reservations.length + settlements.length === 0) return { decided: NOTHING_ASKED, settled: NOTHING_ASKED };
    const asked = this.#asked(tenantId, { settlements, reservations }, ttlMs);
    return {
      decided: reservations.length > 0 ? this.#decided(tenantId, asked, leftMs) : NOTHING_ASKED,
      settled: settlements.length > 0 ? this.#inBackground(() => asked, ({ settled }) => settled) : NOTHING_ASKED,
    };
  }

  /** Holds reservations for longer. Nobody waits for it: it may take two seconds, and is tried while the ledger is away. */
  async renew(
    tenantId: string,
    reservations: readonly Reservation[],
    ttlMs: number,
  ): Promise<GuardedAnswer<void>> {
    return await this.#inBackground(() => this.#options.ledger.renew(tenantId, reservations, ttlMs), () => {});
  }

  /** Stops probing. */
  stop(): Promise<void> {
    return this.#circuit.stop();
  }

  /** A ledger that throws at once is one that rejects. */
  async #asked(tenantId: string, turn: LedgerTurn, ttlMs: number): Promise<LedgerAnswer<TurnOutcome>> {
    return await this.#options.ledger.settleAndReserve(tenantId, turn, ttlMs);
  }

  async #decided(
    tenantId: string,
    asked: Promise<LedgerAnswer<TurnOutcome>>,
    leftMs: number,
  ): Promise<GuardedAnswer<Decided>> {
    try {
      const answer = await this.#within(leftMs, () => asked);
      this.#circuit.succeeded();
      return guarded(answer, (outcome) => outcome);
    } catch (error) {
      // A call that came late already says nothing of the ledger when it runs out of time.
      if (leftMs >= DEADLINE_MS / 2) this.#circuit.failed(tenantId, reasonOf(error));
      return UNREACHABLE;
    }
  }

  async #inBackground<Value, Part>(
    call: () => Promise<LedgerAnswer<Value>>,
    part: (value: Value) => Part,
  ): Promise<GuardedAnswer<Part>> {
    try {
      return guarded(await this.#within(BACKGROUND_DEADLINE_MS, call), part);
    } catch {
      return UNREACHABLE;
    }
  }

  /** Rejects after about `deadlineMs`; what becomes of the call then is nobody's concern any more. */
  #within<Value>(deadlineMs: number, call: () => Promise<Value>): Promise<Value> {
    const { wheel } = this.#options;
    return new Promise((resolve, reject) => {
      const ring = () => reject(new Error("it did not answer in time"));
      // In two steps: after a long pause of this process the answer may be there, and is read before the second one.
      const firstStepMs = Math.max(0, deadlineMs - LAST_STEP_MS);
      let timer = wheel.schedule(firstStepMs, () => timer = wheel.schedule(LAST_STEP_MS, ring));
      call().then((value) => {
        timer.cancel();
        resolve(value);
      }, (error) => {
        timer.cancel();
        reject(error);
      });
    });
  }
}

const UNREACHABLE = { state: "unreachable", wasAsked: true } as const;
const NOTHING_ASKED = Promise.resolve({ state: "unreachable", wasAsked: false } as const);

/** How long a request may wait for its reservation, milliseconds. */
const DEADLINE_MS = 150;
const LAST_STEP_MS = 20;
const BACKGROUND_DEADLINE_MS = 2_000;

function guarded<Value, Part>(answer: LedgerAnswer<Value>, part: (value: Value) => Part): GuardedAnswer<Part> {
  if (answer.state === "uninitialised") return { state: "forgotten" };
  return { state: "known", epoch: answer.epoch, value: part(answer.value) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
