import { Redis } from "ioredis";
import { SpendPeriods } from "../../../shared/policy/spend_period.ts";
import { counterKeyPrefix } from "../../../shared/policy/counter_key.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import type { CounterState, LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import type { Transport } from "../../../shared/transport/transport.ts";
import type { LoadCounts, Question } from "../party.ts";
import { BUDGET_NANO_USD, type GovernedTenant, LIMITS_MAX, USD_PER_MILLION_TOKENS } from "./governed_tenant.ts";
import { RecordDrain } from "./record_drain.ts";

/** What stood in Redis at one moment. */
interface Standing {
  records: number;
  spentNanoUsd: number;
}

/**
 * Looks into Redis before and after a load: that every answer was counted by every limit, charged to the budget to the
 * nano-dollar, and came into the record stream.
 */
export class GovernedAudit implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #transport: Transport;
  readonly #tenant: GovernedTenant;
  readonly #drain: RecordDrain;
  readonly #periods = new SpendPeriods("UTC");

  constructor(redisUrl: string, transport: Transport, tenant: GovernedTenant) {
    this.#redis = new Redis(redisUrl);
    this.#transport = transport;
    this.#tenant = tenant;
    this.#drain = new RecordDrain(this.#redis, transport);
  }

  /** Notes how things stand; the function returned tells what does not add up after the load, or null. */
  async watch(question: Question): Promise<(load: LoadCounts) => Promise<string | null>> {
    await this.#drain.drain();
    const before = await this.#settledStanding(0);
    return async (load) => {
      const objection = await this.#object(before, question, load);
      await this.#drain.drain();
      return objection;
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#redis.quit();
  }

  async #object(before: Standing, question: Question, load: LoadCounts): Promise<string | null> {
    // The minute's windows move on: they are looked at first.
    const [requests, tokens] = await this.#minuteCounters(load.usesManyKeys);
    const after = await this.#settledStanding(before.records + load.answered);
    const tokensEach = INPUT_TOKENS + (question === "whole" ? WHOLE_OUTPUT_TOKENS : load.chunksEach);
    const most = load.answered + load.underWayMax;
    const recorded = after.records - before.records;
    if (recorded < load.answered || recorded > most) return `${recorded} records of ${load.answered} answers`;
    const charged = (after.spentNanoUsd - before.spentNanoUsd) / (tokensEach * NANO_USD_PER_TOKEN);
    // Of those that were cut off at the end each is charged what it had used so far.
    if (charged < load.answered || charged > most * CUT_OFF_CHARGE) {
      return `the budget was charged for ${charged} of ${load.answered} answers`;
    }
    if (load.usesManyKeys) return requests === 0 ? "the keys' limits counted nothing" : null;
    if (requests! < load.answered) return `${requests} of ${load.answered} requests counted by the limit`;
    if (tokens! < load.answered * tokensEach) return `${tokens} tokens counted of ${load.answered * tokensEach}`;
    return null;
  }

  /** Waits until nothing is reserved any more, and until so many records are there, but not for ever. */
  async #settledStanding(recordsMin: number): Promise<Standing> {
    const untilMs = systemClock.monotonic() + SETTLED_WITHIN_MS;
    for (;;) {
      const [spend, records] = [(await this.#read([this.#budget()]))[0]!, await this.#drain.appended()];
      const isSettled = spend.reserved === 0 && records >= recordsMin;
      if (isSettled || systemClock.monotonic() > untilMs) return { records, spentNanoUsd: spend.used - spend.reserved };
      await systemClock.delay(50);
    }
  }

  /** Requests and tokens in the minute of the first key, or of the first hundred. */
  async #minuteCounters(manyKeys: boolean): Promise<[requests: number, tokens: number]> {
    const keys = this.#tenant.keys.slice(0, manyKeys ? 100 : 1);
    const counters = await this.#read(keys.flatMap(({ apiKeyId }) => this.#limits(apiKeyId)));
    const sum = (parity: number) =>
      counters.reduce((total, { used }, index) => index % 2 === parity ? total + used : total, 0);
    return [sum(0), sum(1)];
  }

  async #read(claims: LedgerClaim[]): Promise<CounterState[]> {
    const answer = await this.#transport.reservationLedger.read(this.#tenant.revision.tenantId, claims);
    if (answer.state === "uninitialised") throw new Error("Redis has forgotten the counters.");
    return answer.value;
  }

  #limits(apiKeyId: string): LedgerClaim[] {
    const claim = { amount: 1, enforced: true } as const;
    const key = (limit: "requests_per_minute" | "tokens_per_minute") =>
      counterKeyPrefix(this.#tenant.limitsPolicyId, limit, "api_key") + apiKeyId;
    return [
      { ...claim, type: "requests_per_minute", counterKey: key("requests_per_minute"), max: LIMITS_MAX.requests },
      { ...claim, type: "tokens_per_minute", counterKey: key("tokens_per_minute"), max: LIMITS_MAX.tokens },
    ];
  }

  #budget(): LedgerClaim {
    const { start, end } = this.#periods.at("month", systemClock.now());
    return {
      type: "spend",
      counterKey: counterKeyPrefix(this.#tenant.budgetPolicyId, "spend_month", "tenant"),
      max: BUDGET_NANO_USD,
      enforced: true,
      amount: 0,
      period: "month",
      periodStart: start,
      periodEnd: end,
    };
  }
}

/** What the mock says of every answer; see native/mock_upstream/answers.h. */
const INPUT_TOKENS = 25;
const WHOLE_OUTPUT_TOKENS = 46;
const NANO_USD_PER_TOKEN = USD_PER_MILLION_TOKENS * 1_000;
/** One that is cut off is charged at its estimate, which may be dearer than its answer. */
const CUT_OFF_CHARGE = 1.05;
const SETTLED_WITHIN_MS = 5_000;
