import type {
  CounterState,
  EpochSettlement,
  LedgerAnswer,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  ReservationLedger,
  SettledSpend,
  SettlementOutcome,
  TurnOutcome,
} from "../../../shared/transport/reservation_ledger.ts";

export interface LedgerCall {
  /** A turn that settles and reserves is `turn`, one that does the one or the other by that name. */
  method: "reserve" | "renew" | "settle" | "turn" | "epochs";
  tenantId: string;
  /** Of settlements, and then of reservations. */
  ids: string[];
  /** Of settlements. */
  epochs?: (string | null)[];
}

/** A ledger that reserves whatever it is asked for, notes every call, and can be made to fail, to hang or to forget. */
export class DrivenLedger implements ReservationLedger {
  readonly calls: LedgerCall[] = [];
  /** What the next calls do. */
  mode: "answer" | "fail" | "hang" | "forget" = "answer";
  epoch = "epoch-1";
  /** What each counter says that is used. Default: what was asked for. */
  used: number | null = null;
  #held: Promise<void> | null = null;
  /** The ids of reservations that are denied. */
  readonly denied = new Set<string>();

  /** Lets nothing be answered until the function that is returned is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = null;
      resolve();
    };
  }

  settleAndReserve(
    tenantId: string,
    { settlements, reservations }: { settlements: readonly EpochSettlement[]; reservations: readonly Reservation[] },
  ): Promise<LedgerAnswer<TurnOutcome>> {
    const ids = [...settlements, ...reservations].map(({ id }) => id);
    const method = settlements.length === 0 ? "reserve" : reservations.length === 0 ? "settle" : "turn";
    const epochs = settlements.map(({ epoch }) => epoch);
    return this.#answer({ method, tenantId, ids, epochs }, () => ({
      settled: epochs.map((epoch) => epoch !== null && epoch !== this.epoch ? "stale" : "settled"),
      decisions: reservations.map((reservation) => this.#decide(reservation)),
      second: null,
    }));
  }

  reserve(): Promise<LedgerAnswer<ReservationDecision[]>> {
    throw new Error("a gateway settles and reserves");
  }

  renew(tenantId: string, reservations: readonly Reservation[]): Promise<LedgerAnswer<void>> {
    return this.#answer({ method: "renew", tenantId, ids: reservations.map(({ id }) => id) }, () => {});
  }

  settle(): Promise<LedgerAnswer<SettlementOutcome[] | "stale">> {
    throw new Error("a gateway settles and reserves");
  }

  read(): Promise<LedgerAnswer<CounterState[]>> {
    throw new Error("a gateway reads no counters");
  }

  rebuild(): Promise<void> {
    throw new Error("a gateway rebuilds no ledger");
  }

  async epochs(tenantIds: readonly string[]): Promise<(string | null)[]> {
    const answer = await this.#answer({ method: "epochs", tenantId: tenantIds.join(), ids: [] }, () => null);
    return tenantIds.map(() => answer.state === "initialised" ? answer.epoch : null);
  }

  correct(_tenantId: string, _spend: SettledSpend): Promise<LedgerAnswer<void>> {
    throw new Error("a gateway corrects no ledger");
  }

  #decide({ id, claims }: Reservation): ReservationDecision {
    const counters = claims.map((claim) => this.#stateOf(claim));
    if (!this.denied.has(id)) return { status: "reserved", counters, exceeded: [] };
    return { status: "denied", counters, exceeded: [], deniedBy: 0, retryAfterMs: 1_500 };
  }

  #stateOf({ amount }: LedgerClaim): CounterState {
    return { used: this.used ?? amount, reserved: amount, resetMs: 0 };
  }

  async #answer<Value>(call: LedgerCall, value: () => Value): Promise<LedgerAnswer<Value>> {
    this.calls.push(call);
    if (this.#held !== null) await this.#held;
    switch (this.mode) {
      case "answer":
        return { state: "initialised", epoch: this.epoch, value: value() };
      case "fail":
        throw new Error("the ledger is away");
      case "hang":
        return await new Promise(() => {});
      case "forget":
        return { state: "uninitialised" };
    }
  }
}
