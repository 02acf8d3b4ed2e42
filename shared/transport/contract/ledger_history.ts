import assert from "node:assert/strict";
import fc from "fast-check";
import { counterName } from "../ledger_rules.ts";
import type { LedgerClaim, ReservationLedger } from "../reservation_ledger.ts";
import { LedgerModel, type ModelRequest } from "./ledger_model.ts";
import { known, START_MS, TTL_MS } from "./ledger_samples.ts";
import { sampleId } from "./samples.ts";

const DAY_MS = 86_400_000;

/** One thing that happens to a tenant's ledger. `which` is a request, counted back from the latest. */
export type LedgerStep =
  | { type: "pass"; ms: number }
  /** A turn: requests that end at a share of what they reserved, and those that begin, with their claims' limits and amounts. */
  | {
    type: "turn";
    ends: { which: number; share: number }[];
    requests: { limit: number; amount: number }[][];
  }
  /** Settles at a share of what was reserved; `again`: whatever has become of the request. */
  | { type: "settle"; which: number; share: number; again: boolean }
  | { type: "renew"; which: number; again: boolean }
  /** The gateway dies, and with it everything that is known of the requests in flight. */
  | { type: "crash" }
  | { type: "rebuild" };

type Limit = { enforced: boolean; max: number; type: LedgerClaim["type"]; period?: "day" | "month" };

const LIMITS: Limit[] = [
  { type: "requests_per_minute", max: 6, enforced: true },
  { type: "requests_per_minute", max: 4, enforced: true },
  { type: "requests_per_minute", max: 2, enforced: false },
  { type: "tokens_per_minute", max: 1_000, enforced: true },
  { type: "tokens_per_minute", max: 500, enforced: true },
  { type: "concurrent_requests", max: 4, enforced: true },
  { type: "concurrent_requests", max: 2, enforced: true },
  { type: "spend", max: 1_500, enforced: true, period: "day" },
  { type: "spend", max: 4_000, enforced: true, period: "month" },
  { type: "spend", max: 300, enforced: false, period: "day" },
];

const claims = fc.uniqueArray(
  fc.record({ limit: fc.nat(LIMITS.length - 1), amount: fc.oneof(fc.nat(300), fc.constant(0)) }),
  { selector: ({ limit }) => limit, maxLength: LIMITS.length },
);
/** A turn of requests under the same limits, as most are. */
const alike = fc.tuple(claims, fc.array(fc.nat(50), { minLength: 1, maxLength: 3 })).map(([limits, amounts]) =>
  amounts.map((amount) => limits.map(({ limit }) => ({ limit, amount })))
);
const which = fc.nat(7);
const share = fc.double({ min: 0, max: 2, noNaN: true });
const ending = fc.record({ which, share });
const again = fc.boolean();
const passing = fc.oneof(
  { weight: 5, arbitrary: fc.nat(2_500) },
  { weight: 3, arbitrary: fc.nat(TTL_MS + 5_000) },
  { weight: 1, arbitrary: fc.constantFrom(TTL_MS, 61_000, 300_000, 360_000, DAY_MS, DAY_MS + TTL_MS, 3 * DAY_MS) },
);

/** Histories in which everything happens, most often that time passes, requests come and end. */
export const ledgerHistory: fc.Arbitrary<LedgerStep[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ type: fc.constant("pass" as const), ms: passing }) },
    {
      weight: 10,
      arbitrary: fc.record({
        type: fc.constant("turn" as const),
        ends: fc.array(ending, { maxLength: 3 }),
        requests: fc.oneof(fc.array(claims, { minLength: 1, maxLength: 4 }), alike),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant("settle" as const),
        which,
        share,
        again,
      }),
    },
    { weight: 4, arbitrary: fc.record({ type: fc.constant("renew" as const), which, again }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("crash" as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("rebuild" as const) }) },
  ),
  { minLength: 5, maxLength: 60, size: "max" },
);

export interface LedgerRun {
  ledger: ReservationLedger;
  tenantId: string;
  /** Sets the ledger's clock. */
  setNow(ms: number): void;
}

/**
 * Runs a history and checks every answer and, after every step, every counter against a model; at its end that nothing is
 * reserved any longer. Returns all answers. Time is left where everything has been forgotten.
 */
export async function runLedgerHistory(steps: readonly LedgerStep[], run: LedgerRun): Promise<unknown[]> {
  const history = new LedgerHistory(run);
  await history.begin();
  for (const step of steps) await history.take(step);
  await history.end();
  return history.answers;
}

class LedgerHistory {
  readonly answers: unknown[] = [];
  readonly #run: LedgerRun;
  readonly #model = new LedgerModel();
  /** Requests whose gateway lives. */
  #alive: ModelRequest[] = [];
  readonly #admissions = new Map<string, number[]>();
  #epoch = 0;
  #nowMs = START_MS;

  constructor(run: LedgerRun) {
    this.#run = run;
  }

  async begin(): Promise<void> {
    this.#run.setNow(this.#nowMs);
    await this.#rebuild();
  }

  async take(step: LedgerStep): Promise<void> {
    switch (step.type) {
      case "pass":
        this.#pass(step.ms);
        break;
      case "turn":
        await this.#turn(step.ends, step.requests);
        break;
      case "settle":
        await this.#settle(this.#find(step.which, step.again), step.share);
        break;
      case "renew":
        await this.#renew(this.#find(step.which, step.again));
        break;
      case "crash":
        this.#alive = [];
        break;
      case "rebuild":
        await this.#rebuild();
        break;
    }
    await this.#check();
  }

  async end(): Promise<void> {
    this.#pass(TTL_MS);
    for (const { reserved } of await this.#check()) assert.equal(reserved, 0, "everything has ended");
    this.#pass(40 * DAY_MS);
    for (const { used } of await this.#check()) assert.equal(used, 0, "everything is over");
  }

  #pass(ms: number): void {
    this.#model.pass(this.#nowMs, this.#nowMs + ms);
    this.#nowMs += ms;
    this.#run.setNow(this.#nowMs);
  }

  async #turn(
    ends: readonly { which: number; share: number }[],
    asked: { limit: number; amount: number }[][],
  ): Promise<void> {
    const { ledger, tenantId } = this.#run;
    const ended = ends.flatMap(({ which, share }) => {
      const request = this.#find(which, false);
      // What is not as it is believed to be may be settled after the turn has reserved; that is for single settlements.
      if (request?.state !== "held" || this.#model.isExpired(request, this.#nowMs)) return [];
      this.#alive = this.#alive.filter((one) => one !== request);
      return [{ request, ...this.#settlementOf(request, share) }];
    });
    const settlements = ended.map(({ settlement }) => settlement);
    const first = this.#model.requests.length;
    const requests = asked.map((claims): ModelRequest => ({
      claims: claims.map(({ limit, amount }) => this.#claim(limit, amount)),
      state: "denied",
      sinceMs: this.#nowMs,
      entries: [],
      second: null,
    }));
    this.#model.requests.push(...requests);
    const reservations = requests.map(({ claims }, index) => ({
      id: sampleId(first + index),
      owner: "gateway",
      claims,
    }));
    const { settled, decisions, second } = known(
      await ledger.settleAndReserve(tenantId, { settlements, reservations }, TTL_MS),
    );
    this.answers.push(settled);
    const outcomes = ended.map(({ request, actual }) => this.#model.settle(request, actual, this.#nowMs));
    assert.deepEqual(settled, outcomes);
    for (const request of requests) request.second = second;
    this.answers.push(decisions);
    for (const [index, decision] of decisions.entries()) {
      const request = requests[index]!;
      const before = request.claims.map((claim) => this.#model.counter(claim, this.#nowMs).used);
      const over = request.claims.map(({ amount, max }, claim) => before[claim]! + amount > max);
      const denied = over.some((isOver, claim) => isOver && request.claims[claim]!.enforced);
      assert.equal(decision.status, denied ? "denied" : "reserved");
      assert.deepEqual(decision.exceeded, indexesOf(over, (claim) => !request.claims[claim]!.enforced));
      this.#model.reserve(request, !denied, this.#nowMs);
      if (denied) continue;
      this.#alive.push(request);
      for (const claim of request.claims) this.#admit(claim);
    }
  }

  /** Counts what was let in through a limit on requests, in every minute up to now. */
  #admit(claim: LedgerClaim): void {
    if (claim.type !== "requests_per_minute" || !claim.enforced) return;
    const times = [...this.#admissions.get(counterName(claim)) ?? [], this.#nowMs];
    this.#admissions.set(counterName(claim), times);
    assert.ok(times.filter((ms) => ms > this.#nowMs - 60_000).length <= claim.max, "too many requests in a minute");
  }

  async #settle(request: ModelRequest | undefined, share: number): Promise<void> {
    if (request === undefined) return;
    const { ledger, tenantId } = this.#run;
    const { settlement, actual } = this.#settlementOf(request, share);
    const turn = { settlements: [settlement], reservations: [] };
    const [outcome] = known(await ledger.settleAndReserve(tenantId, turn, TTL_MS)).settled;
    this.answers.push(outcome);
    assert.equal(outcome, this.#model.settle(request, actual, this.#nowMs));
    this.#alive = this.#alive.filter((one) => one !== request);
  }

  #settlementOf(request: ModelRequest, share: number) {
    const id = sampleId(this.#model.requests.indexOf(request));
    const actual = request.claims.map(({ type, amount }) =>
      type === "spend" || type === "tokens_per_minute" ? Math.round(amount * share) : 1
    );
    const claims = request.claims.map((claim, index) => ({ ...claim, amount: actual[index] }) as LedgerClaim);
    // What came to nothing may as well be left out.
    const { second } = request;
    const settlement = {
      id,
      claims: share < 0.5 ? claims.filter(({ amount }) => amount > 0) : claims,
      epoch: null,
      held: second === null ? undefined : { claims: request.claims, second },
    };
    return { settlement, actual };
  }

  async #renew(request: ModelRequest | undefined): Promise<void> {
    if (request === undefined) return;
    const { ledger, tenantId } = this.#run;
    const id = sampleId(this.#model.requests.indexOf(request));
    known(await ledger.renew(tenantId, [{ id, owner: "gateway", claims: request.claims }], TTL_MS));
    request.second = null;
    this.#model.renew(request, this.#nowMs);
  }

  async #rebuild(): Promise<void> {
    this.#admissions.clear();
    await this.#run.ledger.rebuild(this.#run.tenantId, `epoch ${++this.#epoch}`, this.#model.rebuild());
  }

  async #check() {
    const all = LIMITS.map((_, limit) => this.#claim(limit, 0));
    const states = known(await this.#run.ledger.read(this.#run.tenantId, all));
    this.answers.push(states);
    for (const [index, claim] of all.entries()) {
      const { used, reserved } = states[index]!;
      const name = counterName(claim);
      assert.deepEqual({ used, reserved }, this.#model.counter(claim, this.#nowMs), name);
      if (!claim.enforced) continue;
      if (used <= claim.max) this.#model.slack.delete(name);
      else assert.ok(used <= claim.max + (this.#model.slack.get(name) ?? 0), `${name} exceeds its bound`);
    }
    return states;
  }

  #find(which: number, again: boolean): ModelRequest | undefined {
    const requests = again ? this.#model.requests.filter(({ state }) => state !== "denied") : this.#alive;
    return requests.at(-1 - which);
  }

  #claim(index: number, amount: number): LedgerClaim {
    const { type, period = "day", ...limit } = LIMITS[index]!;
    const counterKey = `limit ${index}`;
    if (type === "requests_per_minute" || type === "concurrent_requests") {
      return { counterKey, ...limit, type, amount: 1 };
    }
    if (type === "tokens_per_minute") return { counterKey, ...limit, type, amount };
    const lastsMs = period === "day" ? DAY_MS : 30 * DAY_MS;
    const periodStart = Math.floor(this.#nowMs / lastsMs) * lastsMs;
    return { counterKey, ...limit, type, amount, period, periodStart, periodEnd: periodStart + lastsMs };
  }
}

function indexesOf(flags: boolean[], where: (index: number) => boolean): number[] {
  return flags.flatMap((flag, index) => flag && where(index) ? [index] : []);
}
