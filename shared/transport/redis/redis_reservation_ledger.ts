import { z } from "zod";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import { counterName } from "../ledger_rules.ts";
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
} from "../reservation_ledger.ts";
import { REQUEST_DEADLINE_MS, WORK_DEADLINE_MS } from "./redis_connection.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { claimArguments, reservationArguments, settlementArguments, spendClaim } from "./redis_ledger_arguments.ts";
import { decisionsReply, epochReply, epochValue, outcomesReply, statesReply } from "./redis_ledger_replies.ts";
import { CORRECT, READ, REBUILD, RENEW, RESERVE, SETTLE } from "./redis_ledger_scripts.ts";
import type { RedisScript } from "./redis_script.ts";

export interface RedisReservationLedgerOptions {
  /** Default: the time of Redis. For tests; epoch milliseconds. */
  storeNowMs?: (() => number) | undefined;
}

/** The ledger in Redis, for all gateways. */
export class RedisReservationLedger implements ReservationLedger {
  readonly #keyspace: RedisKeyspace;
  readonly #keys: RedisKeys;
  readonly #storeNowMs: (() => number) | undefined;

  constructor(keyspace: RedisKeyspace, keys: RedisKeys, options: RedisReservationLedgerOptions = {}) {
    this.#keyspace = keyspace;
    this.#keys = keys;
    this.#storeNowMs = options.storeNowMs;
  }

  async reserve(
    tenantId: string,
    reservations: readonly Reservation[],
    ttlMs: number,
  ): Promise<LedgerAnswer<ReservationDecision[]>> {
    const values = reservationArguments(reservations, ttlMs);
    return answer(decisionsReply.parse(await this.#run(RESERVE, tenantId, values, REQUEST_DEADLINE_MS)));
  }

  async renew(tenantId: string, reservations: readonly Reservation[], ttlMs: number): Promise<LedgerAnswer<void>> {
    const values = reservationArguments(reservations, ttlMs);
    return answerOnly(epochReply.parse(await this.#run(RENEW, tenantId, values, WORK_DEADLINE_MS)));
  }

  async settle(
    tenantId: string,
    settlements: readonly Settlement[],
    epoch: string | null,
  ): Promise<LedgerAnswer<SettlementOutcome[] | "stale">> {
    const values = settlementArguments(settlements, epoch);
    return answer<SettlementOutcome[] | "stale">(
      outcomesReply.parse(await this.#run(SETTLE, tenantId, values, WORK_DEADLINE_MS)),
    );
  }

  async read(tenantId: string, claims: readonly LedgerClaim[]): Promise<LedgerAnswer<CounterState[]>> {
    return answer(statesReply.parse(await this.#run(READ, tenantId, claimArguments(claims), WORK_DEADLINE_MS)));
  }

  async rebuild(tenantId: string, epoch: string, spends: readonly SettledSpend[]): Promise<void> {
    const values = spends.flatMap((spend) => [counterName(spendClaim(spend)), spend.periodEnd, spend.nanoUsd]);
    z.literal("OK").parse(await this.#run(REBUILD, tenantId, [epoch, ...values], WORK_DEADLINE_MS));
  }

  async epochs(tenantIds: readonly string[]): Promise<(string | null)[]> {
    if (tenantIds.length === 0) return [];
    const keys = tenantIds.map((tenantId) => this.#keys.limiterEpoch(tenantId));
    return await this.#keyspace.runForAll(keys, WORK_DEADLINE_MS, async (redis, together) => {
      // Tenants are in different slots of a cluster, which MGET does not cross.
      const reading = redis.pipeline();
      for (const key of together) reading.get(key);
      return (await reading.exec() ?? []).map(([error, value]) => {
        if (error) throw error;
        return epochValue.parse(value);
      });
    });
  }

  async correct(tenantId: string, spend: SettledSpend): Promise<LedgerAnswer<void>> {
    const values = claimArguments([spendClaim(spend)]);
    return answerOnly(epochReply.parse(await this.#run(CORRECT, tenantId, values, WORK_DEADLINE_MS)));
  }

  async #run(
    script: RedisScript,
    tenantId: string,
    values: (string | number)[],
    deadlineMs: number,
  ): Promise<unknown> {
    const { limiterEpoch, reservations, reservationExpiries, counter, settledReservations } = this.#keys;
    const keys = [limiterEpoch(tenantId), reservations(tenantId), reservationExpiries(tenantId)];
    const prefixes = [counter(tenantId, ""), settledReservations(tenantId, "")];
    const nowMs = this.#storeNowMs?.() ?? "";
    return await this.#keyspace.runFor(
      keys[0]!,
      deadlineMs,
      (redis) => script.call(redis, keys, [...prefixes, nowMs, ...values]),
    );
  }
}

function answer<Value>(reply: { epoch: string; value: Value } | null): LedgerAnswer<Value> {
  return reply === null ? { state: "uninitialised" } : { state: "initialised", ...reply };
}

function answerOnly(reply: [string] | null): LedgerAnswer<void> {
  return answer(reply && { epoch: reply[0], value: undefined });
}
