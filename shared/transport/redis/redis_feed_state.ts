import { z } from "zod";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import type { FeedState } from "../feed_state.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { ANNOUNCE_LUA } from "./redis_feed_change.ts";
import { RedisScript } from "./redis_script.ts";

const CLEAR = new RedisScript(`
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SET', KEYS[3], ARGV[1])
return 'OK'
`);

// Outbox ids may be greater than Lua's numbers are exact: they are compared as strings of digits.
const COMMIT = new RedisScript(`${ANNOUNCE_LUA}
local function greater(a, b) return #a > #b or (#a == #b and a > b) end
local epoch, delivered = ARGV[1], ARGV[2]
if redis.call('GET', KEYS[1]) == epoch then
  if greater(delivered, redis.call('GET', KEYS[2]) or '0') then redis.call('SET', KEYS[2], delivered) end
  return 'committed'
end
if redis.call('GET', KEYS[3]) ~= epoch then return 'forgotten' end
redis.call('SET', KEYS[1], epoch)
redis.call('SET', KEYS[2], delivered)
redis.call('DEL', KEYS[3])
announce(KEYS[4], 'epoch', '', epoch, 0)
return 'committed'
`);

const readReply = z.tuple([z.string().nullable(), z.string().regex(/^\d{1,19}$/).nullable()]);
const commitReply = z.enum(["committed", "forgotten"]);

/** The feed's bookkeeping in Redis. */
export class RedisFeedState implements FeedState {
  readonly #connection: RedisConnection;
  readonly #keys: RedisKeys;

  constructor(connection: RedisConnection, keys: RedisKeys) {
    this.#connection = connection;
    this.#keys = keys;
  }

  async read(): Promise<{ epoch: string; delivered: bigint } | null> {
    const { feedEpoch, feedDelivered } = this.#keys;
    const reply = await this.#connection.run(WORK_DEADLINE_MS, (redis) => redis.mget(feedEpoch, feedDelivered));
    const [epoch, delivered] = readReply.parse(reply);
    return epoch === null ? null : { epoch, delivered: BigInt(delivered ?? 0) };
  }

  async clear(nextEpoch: string): Promise<void> {
    const { feedEpoch, feedDelivered, feedFilling } = this.#keys;
    await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) => CLEAR.call(redis, [feedEpoch, feedDelivered, feedFilling], [nextEpoch]),
    );
  }

  async commit(epoch: string, delivered: bigint): Promise<"committed" | "forgotten"> {
    const { feedEpoch, feedDelivered, feedFilling, feedChanges } = this.#keys;
    const reply = await this.#connection.run(
      WORK_DEADLINE_MS,
      (redis) =>
        COMMIT.call(redis, [feedEpoch, feedDelivered, feedFilling, feedChanges], [epoch, delivered.toString()]),
    );
    return commitReply.parse(reply);
  }
}
