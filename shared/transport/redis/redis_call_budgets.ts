import { z } from "zod";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import type { CallBudget, CallBudgets, CallVerdict } from "../call_budgets.ts";
import { REQUEST_DEADLINE_MS } from "./redis_connection.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { RedisScript } from "./redis_script.ts";

/** By the time of Redis, in milliseconds. A refusal writes nothing: the bucket goes on filling. */
const TAKE = new RedisScript(`
local bucket, cost, capacity, perSecond = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', bucket, 'left', 'atMs')
local left = capacity
if known[1] and known[2] then
  left = math.min(capacity, tonumber(known[1]) + math.max(0, nowMs - tonumber(known[2])) * perSecond / 1000)
end
cost = math.min(cost, capacity)
if left < cost then return math.ceil((cost - left) / perSecond * 1000) end
redis.call('HSET', bucket, 'left', string.format('%.3f', left - cost), 'atMs', string.format('%.0f', nowMs))
redis.call('PEXPIRE', bucket, math.ceil(capacity / perSecond * 1000) + 1000)
return 0
`);

/** Milliseconds to wait; 0 when it was taken. */
const reply = z.int().min(0);

/** The buckets of callers, in Redis. */
export class RedisCallBudgets implements CallBudgets {
  readonly #keyspace: RedisKeyspace;
  readonly #keys: RedisKeys;

  constructor(keyspace: RedisKeyspace, keys: RedisKeys) {
    this.#keyspace = keyspace;
    this.#keys = keys;
  }

  async take(caller: string, cost: number, { capacity, perSecond }: CallBudget): Promise<CallVerdict> {
    const key = this.#keys.callBudget(caller);
    const retryAfterMs = reply.parse(
      await this.#keyspace.runFor(
        key,
        REQUEST_DEADLINE_MS,
        (redis) => TAKE.call(redis, [key], [cost, capacity, perSecond]),
      ),
    );
    return retryAfterMs === 0 ? { allowed: true } : { allowed: false, retryAfterMs };
  }
}
