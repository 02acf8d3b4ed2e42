import { z } from "zod";
import { uuidv7 } from "../../identifiers/uuid.ts";
import type { Clock } from "../../time/clock.ts";
import type { RecordDelivery, RecordStreamReader } from "../record_stream.ts";
import { RECORDS_PER_ENTRY_MAX, type RecordStreamBounds } from "../record_stream_bounds.ts";
import { TransportError } from "../transport_error.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import type { RedisBlockingCalls } from "./redis_blocking_calls.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { commitRecords } from "./redis_record_commit.ts";
import { parseRecordEntries, type RecordEntry, streamReply } from "./redis_record_entry.ts";
import { initialiseRecordStream } from "./redis_record_initialisation.ts";
import { RECORD_GROUP, type RecordStreamKeys } from "./redis_record_keys.ts";
import { isServerError } from "./redis_refusal.ts";
import { untilAborted } from "./until_aborted.ts";

const CLAIM_IDLE_MS = 30_000;
const BLOCK_MS = 1_000;

const claimReply = z.tuple([z.string(), z.array(z.unknown())]).rest(z.unknown());

export interface RedisRecordReaderOptions {
  clock: Clock;
  bounds: RecordStreamBounds;
  onProblem: OnTransportProblem;
  storeNowMs?: (() => number) | undefined;
}

/** The recorder's side of the record stream in Redis. */
export class RedisRecordReader implements RecordStreamReader {
  readonly #connection: RedisConnection;
  readonly #blocking: RedisBlockingCalls;
  readonly #keys: RecordStreamKeys;
  readonly #options: RedisRecordReaderOptions;
  /** Each consumer's read under way, which may outlive its abort. */
  readonly #reading = new Map<string, Promise<unknown>>();

  constructor(
    connection: RedisConnection,
    blocking: RedisBlockingCalls,
    options: RedisRecordReaderOptions & { keys: RecordStreamKeys },
  ) {
    this.#connection = connection;
    this.#blocking = blocking;
    this.#keys = options.keys;
    this.#options = options;
  }

  async initialise(watermarks: ReadonlyMap<string, number>): Promise<{ epoch: string; created: boolean }> {
    const newEpoch = uuidv7(this.#options.clock.now());
    return await initialiseRecordStream(this.#connection, this.#keys, { newEpoch, watermarks });
  }

  async read(
    consumer: string,
    options: { recordsMax: number; blockMs?: number; claimIdleMs?: number; signal?: AbortSignal },
  ): Promise<RecordDelivery[]> {
    try {
      // What is handed out after an abort is pending with the consumer, and comes first the next time.
      return this.#deliver(await untilAborted(this.#readInTurn(consumer, options), [], options.signal));
    } catch (error) {
      throw toTransportError(error);
    }
  }

  async acknowledge(entryIds: string[], watermarks: ReadonlyMap<string, number>): Promise<void> {
    const { bounds, storeNowMs } = this.#options;
    await commitRecords(this.#connection, this.#keys, { entryIds, watermarks, bounds, storeNowMs: storeNowMs?.() });
  }

  /** Lets an aborted read end before the next begins, or the next would not see what it was still handed. */
  #readInTurn(consumer: string, options: Parameters<RecordStreamReader["read"]>[1]): Promise<RecordEntry[]> {
    const before = this.#reading.get(consumer);
    const reading = (async () => {
      await before?.catch(() => {});
      return await this.#read(consumer, options);
    })();
    this.#reading.set(consumer, reading);
    const forget = () => {
      if (this.#reading.get(consumer) === reading) this.#reading.delete(consumer);
    };
    reading.then(forget, forget);
    return reading;
  }

  async #read(
    consumer: string,
    options: Parameters<RecordStreamReader["read"]>[1],
  ): Promise<RecordEntry[]> {
    const { recordsMax, blockMs = BLOCK_MS, claimIdleMs = CLAIM_IDLE_MS, signal } = options;
    if (signal?.aborted) return [];
    await this.#refuseWithoutEpoch();
    let entries = await this.#fill(recordsMax, (count, after) => this.#readGroup(consumer, count, after ?? "0"));
    if (entries.length === 0) entries = await this.#claim(consumer, entryCount(recordsMax), claimIdleMs);
    if (entries.length === 0) entries = await this.#fill(recordsMax, (count) => this.#readGroup(consumer, count, ">"));
    if (entries.length > 0 || blockMs <= 0 || signal?.aborted) return entries;
    return await this.#wait(consumer, { count: entryCount(recordsMax), blockMs: Math.ceil(blockMs), signal });
  }

  async #refuseWithoutEpoch(): Promise<void> {
    const { epoch } = this.#keys;
    const held = await this.#connection.run(WORK_DEADLINE_MS, (redis) => redis.exists(epoch));
    if (held === 0) throw new TransportError("uninitialised", "The record stream has no epoch.");
  }

  /** Asks again, with ever smaller counts, until the records are enough: an entry may hold one or fifty of them. */
  async #fill(
    recordsMax: number,
    next: (count: number, after: string | undefined) => Promise<RecordEntry[]>,
  ): Promise<RecordEntry[]> {
    const entries: RecordEntry[] = [];
    let count = entryCount(recordsMax);
    let left = recordsMax;
    while (count > 0) {
      const more = await next(count, entries.at(-1)?.entryId);
      entries.push(...more);
      if (more.length < count) break;
      for (const { records } of more) left -= records.length;
      count = Math.floor(left / RECORDS_PER_ENTRY_MAX);
    }
    return entries;
  }

  /** From an id on: what this consumer received before and has not acknowledged; from `>` on: what nobody received. */
  async #readGroup(consumer: string, count: number, id: string): Promise<RecordEntry[]> {
    const reply = await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) => redis.xreadgroup("GROUP", RECORD_GROUP, consumer, "COUNT", count, "STREAMS", this.#keys.stream, id),
    );
    return entriesOf(reply);
  }

  async #claim(consumer: string, count: number, claimIdleMs: number): Promise<RecordEntry[]> {
    const reply = await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) =>
        redis.xautoclaim(this.#keys.stream, RECORD_GROUP, consumer, Math.ceil(claimIdleMs), "0-0", "COUNT", count),
    );
    return parseRecordEntries(claimReply.parse(reply)[1]);
  }

  async #wait(
    consumer: string,
    { count, blockMs, signal }: { count: number; blockMs: number; signal: AbortSignal | undefined },
  ): Promise<RecordEntry[]> {
    const { stream } = this.#keys;
    const reply = await this.#blocking.run(
      (redis) =>
        redis.xreadgroup("GROUP", RECORD_GROUP, consumer, "COUNT", count, "BLOCK", blockMs, "STREAMS", stream, ">"),
      { blockMs, signal },
    );
    return entriesOf(reply);
  }

  #deliver(entries: RecordEntry[]): RecordDelivery[] {
    const deliveries = entries.map(({ entryId, records, rejectedSequences }) => {
      const good = records.filter((record) => record !== null);
      return { entryId, records: good, rejected: records.length - good.length, rejectedSequences };
    });
    const count = deliveries.reduce((sum, { rejected }) => sum + rejected, 0);
    if (count > 0) {
      const message = `${count} records of the stream cannot be read and are skipped.`;
      this.#options.onProblem({ code: "unreadable_record", message, count });
    }
    return deliveries;
  }
}

function entryCount(recordsMax: number): number {
  return Math.max(1, Math.floor(recordsMax / RECORDS_PER_ENTRY_MAX));
}

function entriesOf(reply: unknown): RecordEntry[] {
  return parseRecordEntries(streamReply.parse(reply)?.[0]?.[1] ?? []);
}

function toTransportError(error: unknown): unknown {
  // UNBLOCKED is what a waiting read is told when the stream is deleted.
  if (!isServerError(error) || !/^(NOGROUP|UNBLOCKED)/.test(error.message)) return error;
  return new TransportError("uninitialised", "The record stream's group is gone.");
}
