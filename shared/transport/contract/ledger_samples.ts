import assert from "node:assert/strict";
import type {
  CounterState,
  LedgerAnswer,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  ReservationLedger,
  SettledSpend,
  Settlement,
} from "../reservation_ledger.ts";
import { sampleId } from "./samples.ts";
import type { OpenTransport, TestedTransport } from "./tested_transport.ts";

const DAY_MS = 86_400_000;
export const TENANT = sampleId(1);
export const TTL_MS = 60_000;
/** A midnight. */
export const START_MS = 1_700_006_400_000;

/** The ledger of a transport, whose time the test moves, and whose tenant has the epoch `first`. */
export class TestedLedger implements AsyncDisposable {
  readonly ledger: ReservationLedger;
  nowMs = START_MS;
  readonly #under: TestedTransport;

  private constructor(under: TestedTransport) {
    this.#under = under;
    this.ledger = under.transport.reservationLedger;
  }

  static async open(open: OpenTransport): Promise<TestedLedger> {
    let nowMs = () => START_MS;
    const tested = new TestedLedger(await open({ nowMs: () => nowMs() }));
    nowMs = () => tested.nowMs;
    await tested.ledger.rebuild(TENANT, "first", []);
    return tested;
  }

  /** Reserves one request, numbered, and returns what became of it. */
  async reserve(n: number, ...claims: LedgerClaim[]): Promise<ReservationDecision> {
    const [decision] = known(await this.ledger.reserve(TENANT, [reservation(n, ...claims)], TTL_MS));
    return decision!;
  }

  async renew(n: number, ...claims: LedgerClaim[]): Promise<void> {
    known(await this.ledger.renew(TENANT, [reservation(n, ...claims)], TTL_MS));
  }

  async settle(n: number, ...claims: LedgerClaim[]): Promise<string> {
    return known(await this.ledger.settle(TENANT, [settlement(n, ...claims)], null))[0]!;
  }

  async read(...claims: LedgerClaim[]): Promise<CounterState[]> {
    return known(await this.ledger.read(TENANT, claims));
  }

  /** What the counters of claims hold. */
  async used(...claims: LedgerClaim[]): Promise<number[]> {
    return (await this.read(...claims)).map(({ used }) => used);
  }

  async forget(): Promise<void> {
    await this.#under.forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#under[Symbol.asyncDispose]();
  }
}

export function reservation(n: number, ...claims: LedgerClaim[]): Reservation {
  return { id: sampleId(n), owner: "gateway-a", claims };
}

export function settlement(n: number, ...claims: LedgerClaim[]): Settlement {
  return { id: sampleId(n), claims };
}

/** The value of an answer by a ledger that knows. */
export function known<Value>(answer: LedgerAnswer<Value>): Value {
  assert.equal(answer.state, "initialised");
  return (answer as { value: Value }).value;
}

export function requests(max: number, counterKey = "requests"): LedgerClaim {
  return { type: "requests_per_minute", counterKey, max, enforced: true, amount: 1 };
}

export function tokens(amount: number, max: number, counterKey = "tokens"): LedgerClaim {
  return { type: "tokens_per_minute", counterKey, max, enforced: true, amount };
}

export function concurrent(max: number, counterKey = "concurrent"): LedgerClaim {
  return { type: "concurrent_requests", counterKey, max, enforced: true, amount: 1 };
}

/** A budget of the day that the tests begin with, or of one after. */
export function spend(amount: number, max: number, { counterKey = "spend", day = 0 } = {}): LedgerClaim {
  const { nanoUsd: _, ...budget } = settledSpend(0, { counterKey, day });
  return { type: "spend", max, enforced: true, amount, ...budget };
}

export function settledSpend(nanoUsd: number, { counterKey = "spend", day = 0 } = {}): SettledSpend {
  const periodStart = START_MS + day * DAY_MS;
  return { counterKey, period: "day", periodStart, periodEnd: periodStart + DAY_MS, nanoUsd };
}

/** The same limit, which denies nobody. */
export function observed(claim: LedgerClaim): LedgerClaim {
  return { ...claim, enforced: false };
}
