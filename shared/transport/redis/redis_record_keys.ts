import type { RedisKeys } from "../../contracts/redis_keys.ts";

/** The one consumer group of the record stream. */
export const RECORD_GROUP = "recorders";

/** What the sides of the record stream share. */
export interface RecordStreamKeys {
  readonly stream: string;
  readonly epoch: string;
  readonly counts: string;
  readonly watermarks: string;
}

export function recordStreamKeys(keys: RedisKeys): RecordStreamKeys {
  return {
    stream: keys.records,
    epoch: keys.recordsEpoch,
    counts: keys.recordCounts,
    watermarks: keys.recordWatermarks,
  };
}

/**
 * Lua shared by the record stream's scripts. An entry's id is `<milliseconds>-<records ever appended, its own included>`,
 * so that counting, trimming and finding gaps need no look at what is in it; its fields are `count` and `records`.
 */
export const RECORDS_LUA = `
local function digits(number) return string.format('%.0f', number) end
local function position(id) return tonumber(string.match(id, '%-(%d+)$')) end
local function milliseconds(id) return tonumber(string.match(id, '^(%d+)')) end
local function count(entry) return tonumber(entry[2][2]) or 0 end
local function storeMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function raise(watermarks, values, first)
  for i = first, #values, 2 do
    local held = tonumber(redis.call('HGET', watermarks, values[i])) or 0
    if tonumber(values[i + 1]) > held then redis.call('HSET', watermarks, values[i], values[i + 1]) end
  end
end
`;

/** Watermarks as a script's arguments. */
export function watermarkArguments(watermarks: ReadonlyMap<string, number>): (string | number)[] {
  return [...watermarks].flat();
}
