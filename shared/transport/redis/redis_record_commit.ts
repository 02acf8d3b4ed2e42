import { z } from "zod";
import type { RecordStreamBounds } from "../record_stream_bounds.ts";
import { TransportError } from "../transport_error.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { RECORD_GROUP, RECORDS_LUA, type RecordStreamKeys, watermarkArguments } from "./redis_record_keys.ts";
import { RedisScript } from "./redis_script.ts";

// Watermarks are raised whatever became of the stream: they are the database's truth. Trimming never passes `limit`, the
// oldest entry that is not committed; one call trims a bounded number of entries beyond the count, the next goes on.
const COMMIT = new RedisScript(`${RECORDS_LUA}
local stream, counts = KEYS[1], KEYS[2]
local group, retainedMs, retainedRecords, entries = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
raise(KEYS[3], ARGV, 6 + entries)
local pending = redis.pcall('XPENDING', stream, group)
if pending.err then return 'uninitialised' end
for i = 6, 5 + entries do redis.call('XACK', stream, group, ARGV[i]) end
pending = redis.call('XPENDING', stream, group)

local committed, limit
if pending[1] > 0 then
  local entry = redis.call('XRANGE', stream, pending[2], pending[2])[1]
  committed = position(pending[2]) - (entry and count(entry) or 1)
  limit = pending[2]
else
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local of = {}
    for i = 1, #info, 2 do of[info[i]] = info[i + 1] end
    if of['name'] == group then
      local last = of['last-delivered-id']
      committed = position(last)
      limit = digits(milliseconds(last)) .. '-' .. digits(committed + 1)
    end
  end
end

local nowMs = tonumber(ARGV[4]) or storeMs()
local oldestMs = math.max(0, nowMs - retainedMs)
if oldestMs > milliseconds(limit) then
  redis.call('XTRIM', stream, 'MINID', limit)
else
  redis.call('XTRIM', stream, 'MINID', digits(oldestMs) .. '-0')
end
local appended = tonumber(redis.call('HGET', counts, 'appended')) or 0
local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
for _ = 1, 100 + 2 * entries do
  if not first then break end
  local at = position(first[1])
  if at > committed or at > appended - retainedRecords then break end
  redis.call('XDEL', stream, first[1])
  first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
end
local trimmed = first and position(first[1]) - count(first) or appended
redis.call('HSET', counts, 'committed', digits(committed), 'trimmed', digits(trimmed))
return 'OK'
`);

const reply = z.enum(["OK", "uninitialised"]);

/** What a recorder has committed to the database. */
export interface RecordCommit {
  entryIds: string[];
  watermarks: ReadonlyMap<string, number>;
  bounds: RecordStreamBounds;
  /** Stands in for the time of Redis in tests, epoch milliseconds. */
  storeNowMs?: number | undefined;
}

/** Acknowledges entries, raises watermarks, trims. Throws when unreachable or when the group is gone. */
export async function commitRecords(
  connection: RedisConnection,
  keys: RecordStreamKeys,
  { entryIds, watermarks, bounds, storeNowMs }: RecordCommit,
): Promise<void> {
  const values = [
    RECORD_GROUP,
    bounds.retainedMs,
    bounds.retainedRecords,
    storeNowMs ?? "",
    entryIds.length,
    ...entryIds,
    ...watermarkArguments(watermarks),
  ];
  const answer = await connection.run(
    WORK_DEADLINE_MS,
    (redis) => COMMIT.call(redis, [keys.stream, keys.counts, keys.watermarks], values),
  );
  if (reply.parse(answer) === "uninitialised") {
    throw new TransportError("uninitialised", "The record stream's group is gone; its watermarks are raised.");
  }
}
