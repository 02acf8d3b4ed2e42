import { z } from "zod";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import { counterName } from "../ledger_rules.ts";
import type {
  CounterState,
  EpochOutcome,
  LedgerAnswer,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  ReservationLedger,
  SettledSpend,
  Settlement,
  SettlementOutcome,
  TurnOutcome,
} from "../reservation_ledger.ts";
import { REQUEST_DEADLINE_MS, WORK_DEADLINE_MS } from "./redis_connection.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { claimsQuestion, holdingQuestion, type LedgerQuestion, spendClaim } from "./redis_ledger_question.ts";
import { readReply, readStates, readTurn, type TurnReply } from "./redis_ledger_replies.ts";
import { CORRECT, READ, REBUILD, RENEW, SETTLE_AND_RESERVE } from "./redis_ledger_scripts.ts";
import { askTurn, type LedgerTurn } from "./redis_ledger_turn.ts";
import type { RedisScript } from "./redis_script.ts";

export interface RedisReservationLedgerOptions {
  /** Default: the time of Redis. For tests; epoch milliseconds. */
  storeNowMs?: (() => number) | undefined;
}

/** An epoch's key holds `<generation> <epoch>`. */
const epochValue = z.string().regex(/^\d+ /).transform((text) => text.slice(text.indexOf(" ") + 1)).nullable();

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
    const answer = await this.settleAndReserve(tenantId, { settlements: [], reservations }, ttlMs);
    return answer.state === "uninitialised" ? answer : { ...answer, value: answer.value.decisions };
  }

  async renew(tenantId: string, reservations: readonly Reservation[], ttlMs: number): Promise<LedgerAnswer<void>> {
    const question = holdingQuestion(reservations, ttlMs);
    return readReply(await this.#ask(RENEW, tenantId, question, WORK_DEADLINE_MS), () => {});
  }

  async settle(
    tenantId: string,
    settlements: readonly Settlement[],
    epoch: string | null,
  ): Promise<LedgerAnswer<SettlementOutcome[] | "stale">> {
    const due = settlements.map(({ id, claims }) => ({ id, claims, epoch }));
    const answer = await this.settleAndReserve(tenantId, { settlements: due, reservations: [] }, 0);
    if (answer.state === "uninitialised") return answer;
    const isStale = epoch !== null && epoch !== answer.epoch;
    return { ...answer, value: isStale ? "stale" : answer.value.settled as SettlementOutcome[] };
  }

  async settleAndReserve(
    tenantId: string,
    turn: LedgerTurn,
    ttlMs: number,
  ): Promise<LedgerAnswer<TurnOutcome>> {
    const answer = await this.#askTurn(tenantId, turn, ttlMs);
    if (answer.state === "uninitialised") return answer;
    const { settled } = answer.value;
    if (settled.includes("untold")) {
      // Not all of them were as the gateway believed. It is rare enough for another call.
      const untold = turn.settlements.filter((_, index) => settled[index] === "untold");
      const settlements = untold.map(({ id, claims, epoch }) => ({ id, claims, epoch }));
      const again = await this.#askTurn(tenantId, { settlements, reservations: [] }, ttlMs);
      if (again.state === "uninitialised") return again;
      const told = again.value.settled[Symbol.iterator]();
      for (const [index, outcome] of settled.entries()) {
        if (outcome === "untold") settled[index] = told.next().value!;
      }
    }
    return { ...answer, value: { ...answer.value, settled: settled as EpochOutcome[] } };
  }

  async read(tenantId: string, claims: readonly LedgerClaim[]): Promise<LedgerAnswer<CounterState[]>> {
    const reply = await this.#ask(READ, tenantId, claimsQuestion(claims), WORK_DEADLINE_MS);
    return readReply(reply, ([states]) => readStates(states));
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
    const question = claimsQuestion([spendClaim(spend)]);
    return readReply(await this.#ask(CORRECT, tenantId, question, WORK_DEADLINE_MS), () => {});
  }

  async #askTurn(tenantId: string, turn: LedgerTurn, ttlMs: number): Promise<LedgerAnswer<TurnReply>> {
    const asked = askTurn(turn, ttlMs);
    const deadlineMs = turn.reservations.length > 0 ? REQUEST_DEADLINE_MS : WORK_DEADLINE_MS;
    const reply = await this.#run(SETTLE_AND_RESERVE, tenantId, [asked.text], deadlineMs);
    return readReply(reply, (rest) => readTurn(rest, asked, turn.reservations));
  }

  #ask(script: RedisScript, tenantId: string, question: LedgerQuestion, deadlineMs: number): Promise<unknown> {
    return this.#run(script, tenantId, [JSON.stringify(question)], deadlineMs);
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
