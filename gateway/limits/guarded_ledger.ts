import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type {
  LedgerAnswer,
  Reservation,
  ReservationDecision,
  ReservationLedger,
  Settlement,
  SettlementOutcome,
} from "../../shared/transport/reservation_ledger.ts";
import type { TimerWheel } from "../pipeline/timer_wheel.ts";
import { LedgerCircuit } from "./ledger_circuit.ts";

/** What the ledger answered, or that its counters cannot be known: it was not reached in time, or it has forgotten. */
export type GuardedAnswer<Value> =
  | { state: "known"; epoch: string; value: Value }
  /** `wasAsked`: the ledger may have done it all the same. */
  | { state: "unreachable"; wasAsked: boolean }
  | { state: "forgotten" };

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

  /** Reserves within what is left of a request's deadline; `sinceMs`: since when it has waited, monotonic milliseconds. */
  async reserve(
    tenantId: string,
    reservations: readonly Reservation[],
    { ttlMs, sinceMs }: { ttlMs: number; sinceMs: number },
  ): Promise<GuardedAnswer<ReservationDecision[]>> {
    const leftMs = sinceMs + DEADLINE_MS - this.#options.clock.monotonic();
    if (this.isAway || leftMs <= 0) return NOT_ASKED;
    try {
      const answer = await this.#within(leftMs, () => this.#options.ledger.reserve(tenantId, reservations, ttlMs));
      this.#circuit.succeeded();
      return guarded(answer);
    } catch (error) {
      // A call that came late already says nothing of the ledger when it runs out of time.
      if (leftMs >= DEADLINE_MS / 2) this.#circuit.failed(tenantId, reasonOf(error));
      return UNREACHABLE;
    }
  }

  /** Holds reservations for longer. Nobody waits for it: it may take two seconds, and is tried while the ledger is away. */
  async renew(
    tenantId: string,
    reservations: readonly Reservation[],
    ttlMs: number,
  ): Promise<GuardedAnswer<void>> {
    return await this.#inBackground(() => this.#options.ledger.renew(tenantId, reservations, ttlMs));
  }

  /** Settles. Nobody waits for it: it may take two seconds, and is tried while the ledger is away. */
  async settle(
    tenantId: string,
    settlements: readonly Settlement[],
    epoch: string | null,
  ): Promise<GuardedAnswer<SettlementOutcome[] | "stale">> {
    return await this.#inBackground(() => this.#options.ledger.settle(tenantId, settlements, epoch));
  }

  /** Stops probing. */
  stop(): Promise<void> {
    return this.#circuit.stop();
  }

  async #inBackground<Value>(call: () => Promise<LedgerAnswer<Value>>): Promise<GuardedAnswer<Value>> {
    try {
      return guarded(await this.#within(BACKGROUND_DEADLINE_MS, call));
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
const NOT_ASKED = { state: "unreachable", wasAsked: false } as const;

/** How long a request may wait for its reservation, milliseconds. */
const DEADLINE_MS = 150;
const LAST_STEP_MS = 20;
const BACKGROUND_DEADLINE_MS = 2_000;

function guarded<Value>(answer: LedgerAnswer<Value>): GuardedAnswer<Value> {
  if (answer.state === "uninitialised") return { state: "forgotten" };
  return { state: "known", epoch: answer.epoch, value: answer.value };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
