import { z } from "zod";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import {
  type BoardReading,
  type BreakerBoard,
  keptMs,
  NOTICES_MAX,
  noticeSubject,
  type PostedNotice,
  type TargetNotice,
  targetNotice,
} from "../breaker_board.ts";
import { jsonText } from "./json_text.ts";
import { WORK_DEADLINE_MS } from "./redis_connection.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { RedisScript } from "./redis_script.ts";

/** The version is the time in microseconds, so that it goes on rising after Redis has forgotten the one before. */
const PUBLISH = new RedisScript(`
local notices, expiries, version = KEYS[1], KEYS[2], KEYS[3]
local subject, text = ARGV[1], ARGV[2]
local lastsMs, keptMs, noticesMax = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local id = math.max(time[1] * 1000000 + time[2], (tonumber(redis.call('GET', version)) or 0) + 1)
local function drop(subjects)
  for _, one in ipairs(subjects) do
    redis.call('HDEL', notices, one)
    redis.call('ZREM', expiries, one)
  end
end
drop(redis.call('ZRANGEBYSCORE', expiries, '-inf', nowMs))
local forgottenMs = nowMs + lastsMs + keptMs
redis.call('HSET', notices, subject, string.format('%.0f %.0f %.0f %.0f ', id, nowMs, nowMs + lastsMs, forgottenMs) .. text)
redis.call('ZADD', expiries, forgottenMs, subject)
local overflow = redis.call('ZCARD', expiries) - noticesMax
if overflow > 0 then drop(redis.call('ZRANGE', expiries, 0, overflow - 1)) end
redis.call('SET', version, string.format('%.0f', id))
local lastMs = tonumber(redis.call('ZRANGE', expiries, -1, -1, 'WITHSCORES')[2])
for _, key in ipairs(KEYS) do redis.call('PEXPIREAT', key, string.format('%.0f', lastMs)) end
return 'OK'
`);

const READ = new RedisScript(`
local version = redis.call('GET', KEYS[2]) or '0'
if version == ARGV[1] then return false end
local time = redis.call('TIME')
return { version, time[1] * 1000 + math.floor(time[2] / 1000), redis.call('HVALS', KEYS[1]) }
`);

const reading = z.tuple([z.string(), z.number(), z.array(z.string())]).nullable();
const noticeText = jsonText(targetNotice);

/** The breaker board in Redis, whose clock is everybody's. */
export class RedisBreakerBoard implements BreakerBoard {
  readonly #keyspace: RedisKeyspace;
  readonly #keys: RedisKeys;

  constructor(keyspace: RedisKeyspace, keys: RedisKeys) {
    this.#keyspace = keyspace;
    this.#keys = keys;
  }

  async publish(notice: TargetNotice, lastsMs: number): Promise<void> {
    const { targetNotices, targetNoticeExpiries, targetNoticesVersion } = this.#keys;
    const values = [noticeSubject(notice), JSON.stringify(notice), Math.ceil(lastsMs), keptMs(notice), NOTICES_MAX];
    try {
      await this.#keyspace.runFor(
        targetNotices,
        WORK_DEADLINE_MS,
        (redis) => PUBLISH.call(redis, [targetNotices, targetNoticeExpiries, targetNoticesVersion], values),
      );
    } catch {
      // The others find out by themselves.
    }
  }

  async read(seenVersion: string | null): Promise<BoardReading | null> {
    const { targetNotices, targetNoticesVersion } = this.#keys;
    const reply = await this.#keyspace.runFor(
      targetNotices,
      WORK_DEADLINE_MS,
      (redis) => READ.call(redis, [targetNotices, targetNoticesVersion], [seenVersion ?? ""]),
    );
    const parsed = reading.parse(reply);
    if (parsed === null) return null;
    const [version, nowMs, texts] = parsed;
    return { version, notices: texts.flatMap((text) => readPosted(text, nowMs)) };
  }
}

/** Nothing for one that is over, and for one of a newer build that cannot be read. */
function readPosted(text: string, nowMs: number): PostedNotice[] {
  const match = /^(\d+) (\d+) (\d+) (\d+) /.exec(text);
  if (match === null) return [];
  const [postingId, postedMs, endsMs, forgottenMs] = match.slice(1, 5).map(Number) as [number, number, number, number];
  const notice = noticeText.safeParse(text.slice(match[0].length));
  if (!notice.success || forgottenMs <= nowMs) return [];
  return [{ notice: notice.data, postingId, ageMs: nowMs - postedMs, leftMs: endsMs - nowMs }];
}
