import { Buffer } from "node:buffer";
import { z } from "zod";
import type { AppendResult, RecordStreamWriter } from "../record_stream.ts";
import { RECORDS_PER_ENTRY_MAX } from "../record_stream_bounds.ts";
import type { WrittenRecord } from "../written_record.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { RECORDS_LUA, type RecordStreamKeys } from "./redis_record_keys.ts";
import { RedisScript, type RedisValue } from "./redis_script.ts";

/** The most entries that one script appends: it holds up everybody else meanwhile. */
const ENTRIES_PER_CALL_MAX = 20;

const APPEND = new RedisScript(`${RECORDS_LUA}
local epoch = redis.call('GET', KEYS[2])
if not epoch then return { 'uninitialised' } end
local held = redis.call('HMGET', KEYS[3], 'appended', 'committed', 'lastMs')
if not held[1] then return { 'uninitialised' } end
local appended, committed, lastMs = tonumber(held[1]), tonumber(held[2]) or 0, tonumber(held[3]) or 0
if appended - committed >= tonumber(ARGV[1]) then return { 'full' } end
-- Never back in time, or Redis refuses the id.
local atMs = math.max(tonumber(ARGV[2]) or storeMs(), lastMs)
for i = 3, #ARGV, 2 do
  appended = appended + tonumber(ARGV[i])
  redis.call('XADD', KEYS[1], digits(atMs) .. '-' .. digits(appended), 'count', ARGV[i], 'records', ARGV[i + 1])
end
redis.call('HSET', KEYS[3], 'appended', digits(appended), 'lastMs', digits(atMs))
return { 'appended', epoch }
`);

const appendReply = z.union([
  z.tuple([z.literal("appended"), z.string()]),
  z.tuple([z.literal("full")]),
  z.tuple([z.literal("uninitialised")]),
]);
const watermarkReply = z.coerce.number().int().min(0);

/** The shipper's side of the record stream in Redis. */
export class RedisRecordWriter implements RecordStreamWriter {
  readonly #connection: RedisConnection;
  readonly #keys: RecordStreamKeys;
  readonly #uncommittedMax: number;
  readonly #storeNowMs: (() => number) | undefined;
  /** The append before: a later one must not overtake it. */
  #last: Promise<unknown> = Promise.resolve();

  /** `storeNowMs` stands in for the time of Redis in tests. */
  constructor(
    connection: RedisConnection,
    keys: RecordStreamKeys,
    options: { uncommittedMax: number; storeNowMs?: (() => number) | undefined },
  ) {
    this.#connection = connection;
    this.#keys = keys;
    this.#uncommittedMax = options.uncommittedMax;
    this.#storeNowMs = options.storeNowMs;
  }

  append(records: readonly WrittenRecord[]): Promise<AppendResult> {
    const result = this.#last.then(() => this.#append(records));
    this.#last = result;
    return result;
  }

  async watermark(instance: string): Promise<number | null> {
    try {
      const { watermarks } = this.#keys;
      const reply = await this.#connection.run(WORK_DEADLINE_MS, (redis) => redis.hget(watermarks, instance));
      return watermarkReply.parse(reply ?? 0);
    } catch {
      return null;
    }
  }

  onReconnect(listener: () => void): { close(): void } {
    return this.#connection.onRestored(listener);
  }

  /** Never rejects, and stops at the first part that is not appended. */
  async #append(records: readonly WrittenRecord[]): Promise<AppendResult> {
    const step = RECORDS_PER_ENTRY_MAX * ENTRIES_PER_CALL_MAX;
    let from = 0;
    for (;;) {
      const result = await this.#appendPart(records.slice(from, from + step));
      from += step;
      if (result.state !== "appended" || from >= records.length) return result;
    }
  }

  async #appendPart(records: readonly WrittenRecord[]): Promise<AppendResult> {
    const { stream, epoch, counts } = this.#keys;
    const values: RedisValue[] = [this.#uncommittedMax, this.#storeNowMs?.() ?? ""];
    for (let from = 0; from < records.length; from += RECORDS_PER_ENTRY_MAX) {
      const entry = records.slice(from, from + RECORDS_PER_ENTRY_MAX);
      values.push(entry.length, listOf(entry));
    }
    try {
      const reply = await this.#connection.run(
        WORK_DEADLINE_MS,
        (redis) => APPEND.call(redis, [stream, epoch, counts], values),
      );
      const [state, heldEpoch] = appendReply.parse(reply);
      if (state === "appended") return { state, epoch: heldEpoch };
      return state === "full" ? { state } : { state: "unavailable", reason: "the record stream has no epoch" };
    } catch (error) {
      return { state: "unavailable", reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** The JSON list of some records, of which there is at least one. */
function listOf(records: readonly WrittenRecord[]): Buffer {
  let length = 1 + records.length;
  for (const { bytes } of records) length += bytes.length;
  const list = Buffer.allocUnsafe(length);
  let end = 0;
  for (const { bytes } of records) {
    list[end] = end === 0 ? LIST_BEGINS : COMMA;
    list.set(bytes, end + 1);
    end += 1 + bytes.length;
  }
  list[end] = LIST_ENDS;
  return list;
}

const LIST_BEGINS = 91;
const COMMA = 44;
const LIST_ENDS = 93;
