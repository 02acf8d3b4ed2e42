import type {
  CounterState,
  LedgerAnswer,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  ReservationLedger,
  SettledSpend,
  Settlement,
  SettlementOutcome,
} from "../../../shared/transport/reservation_ledger.ts";

export interface LedgerCall {
  method: "reserve" | "renew" | "settle" | "epochs";
  tenantId: string;
  ids: string[];
  epoch?: string | null;
}

/** A ledger that reserves whatever it is asked for, notes every call, and can be made to fail, to hang or to forget. */
export class DrivenLedger implements ReservationLedger {
  readonly calls: LedgerCall[] = [];
  /** What the next calls do. */
  mode: "answer" | "fail" | "hang" | "forget" = "answer";
  epoch = "epoch-1";
  /** What each counter says that is used. Default: what was asked for. */
  used: number | null = null;
  /** The ids of reservations that are denied. */
  readonly denied = new Set<string>();

  reserve(tenantId: string, reservations: readonly Reservation[]): Promise<LedgerAnswer<ReservationDecision[]>> {
    return this.#answer(
      { method: "reserve", tenantId, ids: reservations.map(({ id }) => id) },
      () =>
        reservations.map(({ id, claims }): ReservationDecision => {
          const counters = claims.map((claim) => this.#stateOf(claim));
          if (!this.denied.has(id)) return { status: "reserved", counters, exceeded: [] };
          return { status: "denied", counters, exceeded: [], deniedBy: 0, retryAfterMs: 1_500 };
        }),
    );
  }

  renew(tenantId: string, reservations: readonly Reservation[]): Promise<LedgerAnswer<void>> {
    return this.#answer({ method: "renew", tenantId, ids: reservations.map(({ id }) => id) }, () => {});
  }

  settle(
    tenantId: string,
    settlements: readonly Settlement[],
    epoch: string | null,
  ): Promise<LedgerAnswer<SettlementOutcome[] | "stale">> {
    const ids = settlements.map(({ id }) => id);
    return this.#answer<SettlementOutcome[] | "stale">(
      { method: "settle", tenantId, ids, epoch },
      () => epoch !== null && epoch !== this.epoch ? "stale" : ids.map(() => "settled"),
    );
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

  #stateOf({ amount }: LedgerClaim): CounterState {
    return { used: this.used ?? amount, reserved: amount, resetMs: 0 };
  }

  #answer<Value>(call: LedgerCall, value: () => Value): Promise<LedgerAnswer<Value>> {
    this.calls.push(call);
    switch (this.mode) {
      case "answer":
        return Promise.resolve({ state: "initialised", epoch: this.epoch, value: value() });
      case "fail":
        return Promise.reject(new Error("the ledger is away"));
      case "hang":
        return new Promise(() => {});
      case "forget":
        return Promise.resolve({ state: "uninitialised" });
    }
  }
}
