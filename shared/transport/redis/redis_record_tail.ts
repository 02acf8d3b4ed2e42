import { z } from "zod";
import { cursorInEntry, formatCursor, LAST_INDEX, parseCursor } from "../record_cursor.ts";
import type { RecordCursor, RecordStreamTail, TailedRecord } from "../record_stream.ts";
import { RECORDS_PER_ENTRY_MAX } from "../record_stream_bounds.ts";
import type { RedisBlockingCalls } from "./redis_blocking_calls.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { parseRecordEntries, type RecordEntry } from "./redis_record_entry.ts";
import { RECORDS_LUA, type RecordStreamKeys } from "./redis_record_keys.ts";
import { RedisScript } from "./redis_script.ts";
import { untilAborted } from "./until_aborted.ts";

// In one step, so that a stream emptied in between cannot pass for the one that the cursor knew.
const READ_AFTER = new RedisScript(`${RECORDS_LUA}
local epoch, id, after, index = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local held = redis.call('GET', KEYS[2])
if not held then return { false, 0, '0', {} } end
local counts = redis.call('HMGET', KEYS[3], 'appended', 'trimmed')
local appended, trimmed = tonumber(counts[1]) or 0, tonumber(counts[2]) or 0
local part = index < ${LAST_INDEX}
local gap = epoch ~= held or after > appended or after < trimmed or (part and after == trimmed)
local from = '-'
if not gap then from = (part and '' or '(') .. id end
return { held, gap and 1 or 0, digits(trimmed), redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', ARGV[5]) }
`);

const readReply = z.tuple([z.string().nullable(), z.number(), z.string(), z.array(z.unknown())]);
const endReply = z.tuple([z.string().nullable(), z.string().nullable(), z.string().nullable()]);

const END = new RedisScript(`
local counts = redis.call('HMGET', KEYS[2], 'lastMs', 'appended')
return { redis.call('GET', KEYS[1]), counts[1], counts[2] }
`);

type Answer = Awaited<ReturnType<RecordStreamTail["readAfter"]>>;

/** The live tail's side of the record stream in Redis. */
export class RedisRecordTail implements RecordStreamTail {
  readonly #connection: RedisConnection;
  readonly #blocking: RedisBlockingCalls;
  readonly #keys: RecordStreamKeys;

  constructor(connection: RedisConnection, blocking: RedisBlockingCalls, keys: RecordStreamKeys) {
    this.#connection = connection;
    this.#blocking = blocking;
    this.#keys = keys;
  }

  async end(): Promise<{ epoch: string | null; cursor: RecordCursor }> {
    const { epoch, counts } = this.#keys;
    const reply = await this.#connection.run(WORK_DEADLINE_MS, (redis) => END.call(redis, [epoch, counts], []));
    const [held, lastMs, appended] = endReply.parse(reply);
    return { epoch: held, cursor: formatCursor(held ?? "none", `${lastMs ?? 0}-${appended ?? 0}`, LAST_INDEX) };
  }

  async readAfter(
    cursor: RecordCursor,
    options: { recordsMax: number; blockMs?: number; signal?: AbortSignal },
  ): Promise<Answer> {
    const nothing: Answer = { records: [], cursor, gap: false };
    return await untilAborted(this.#read(cursor, options), nothing, options.signal);
  }

  async #read(
    cursor: RecordCursor,
    { recordsMax, blockMs = 0, signal }: { recordsMax: number; blockMs?: number; signal?: AbortSignal },
  ): Promise<Answer> {
    const answer = await this.#readNow(cursor, recordsMax);
    // Behind unreadable records the cursor moves on although there is nothing to give.
    if (answer.records.length > 0 || answer.gap || answer.cursor !== cursor || blockMs <= 0) return answer;
    await this.#wait(cursor, Math.ceil(blockMs), signal);
    // Read anew rather than taken from the wait: only here the epoch is looked at in the same step.
    return await this.#readNow(cursor, recordsMax);
  }

  async #readNow(cursor: RecordCursor, recordsMax: number): Promise<Answer> {
    const parts = parseCursor(cursor);
    const { stream, epoch, counts } = this.#keys;
    const count = Math.ceil(recordsMax / RECORDS_PER_ENTRY_MAX) + 1;
    const from = parts ?? { epoch: "", entryId: "0-0", position: 0, index: LAST_INDEX };
    const values = [from.epoch, from.entryId, from.position, from.index, count];
    const reply = await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) => READ_AFTER.call(redis, [stream, epoch, counts], values),
    );
    const [held, gapFlag, trimmed, raw] = readReply.parse(reply);
    if (held === null) return { records: [], cursor, gap: false };
    const gap = gapFlag === 1;
    const start = gap ? formatCursor(held, `0-${trimmed}`, LAST_INDEX) : cursor;
    const skip = gap ? null : { entryId: from.entryId, index: from.index };
    return { ...take(parseRecordEntries(raw), { epoch: held, start, skip, recordsMax }), gap };
  }

  async #wait(cursor: RecordCursor, blockMs: number, signal: AbortSignal | undefined): Promise<void> {
    const after = parseCursor(cursor)?.entryId ?? "$";
    await this.#blocking.run(
      (redis) => redis.xread("COUNT", 1, "BLOCK", blockMs, "STREAMS", this.#keys.stream, after),
      { blockMs, signal },
    );
  }
}

/** Up to `recordsMax` records of some entries; the cursor moves past those that do not parse, too. */
function take(
  entries: RecordEntry[],
  from: { epoch: string; start: RecordCursor; skip: { entryId: string; index: number } | null; recordsMax: number },
): { records: TailedRecord[]; cursor: RecordCursor } {
  const records: TailedRecord[] = [];
  let cursor = from.start;
  for (const entry of entries) {
    const first = entry.entryId === from.skip?.entryId ? from.skip.index + 1 : 0;
    for (let index = first; index < entry.records.length; index++) {
      if (records.length === from.recordsMax) return { records, cursor };
      cursor = cursorInEntry(from.epoch, entry.entryId, index, entry.records.length);
      const record = entry.records[index];
      if (record) records.push({ cursor, record });
    }
  }
  return { records, cursor };
}
