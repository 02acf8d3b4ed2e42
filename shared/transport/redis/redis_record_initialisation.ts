import { z } from "zod";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { RECORD_GROUP, RECORDS_LUA, type RecordStreamKeys, watermarkArguments } from "./redis_record_keys.ts";
import { RedisScript } from "./redis_script.ts";

// A group that is made anew receives everything that the stream still holds: records are inserted once all the same.
const INITIALISE = new RedisScript(`${RECORDS_LUA}
local group, newEpoch = ARGV[1], ARGV[2]
local created = redis.call('SETNX', KEYS[2], newEpoch)
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], group, '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
if not made.err or redis.call('HEXISTS', KEYS[3], 'appended') == 0 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  local last = '0-0'
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = info[i + 1] end
  end
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  local trimmed = oldest and position(oldest[1]) - count(oldest) or position(last)
  redis.call('HSET', KEYS[3], 'appended', digits(position(last)), 'lastMs', digits(milliseconds(last)),
    'committed', digits(trimmed), 'trimmed', digits(trimmed))
end
raise(KEYS[4], ARGV, 3)
return { redis.call('GET', KEYS[2]), created }
`);

const reply = z.tuple([z.string(), z.union([z.literal(0), z.literal(1)])]);

/** Makes the group, the counts, and the epoch where there is none; puts watermarks back. Throws when unreachable. */
export async function initialiseRecordStream(
  connection: RedisConnection,
  keys: RecordStreamKeys,
  options: { newEpoch: string; watermarks: ReadonlyMap<string, number> },
): Promise<{ epoch: string; created: boolean }> {
  const { stream, epoch, counts, watermarks } = keys;
  const values = [RECORD_GROUP, options.newEpoch, ...watermarkArguments(options.watermarks)];
  const [heldEpoch, created] = reply.parse(
    await connection.run(
      WORK_DEADLINE_MS,
      (redis) => INITIALISE.call(redis, [stream, epoch, counts, watermarks], values),
    ),
  );
  return { epoch: heldEpoch, created: created === 1 };
}
