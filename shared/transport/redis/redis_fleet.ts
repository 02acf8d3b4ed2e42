import { z } from "zod";
import { epochMs, instanceId } from "../../contracts/identifiers.ts";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import { type Fleet, type GatewayHeartbeat, HEARTBEAT_TTL_MS } from "../fleet.ts";
import { jsonText } from "./json_text.ts";
import { WORK_DEADLINE_MS } from "./redis_connection.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { RedisScript } from "./redis_script.ts";

const BEAT = new RedisScript(`
local instance, text, ttlMs = ARGV[1], ARGV[2], tonumber(ARGV[3])
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], text, 'PX', ttlMs)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', nowMs)
redis.call('ZADD', KEYS[2], nowMs + ttlMs, instance)
return 'OK'
`);

const heartbeatText = jsonText(z.object({
  instance: instanceId,
  build: z.string(),
  startedAt: epochMs,
  requestsInFlight: z.int().min(0),
  recordsWritten: z.int().min(0).optional(),
  recordsLost: z.int().min(0).optional(),
  beatAt: epochMs.optional(),
}));

/** The fleet in Redis. */
export class RedisFleet implements Fleet {
  readonly #keyspace: RedisKeyspace;
  readonly #keys: RedisKeys;

  constructor(keyspace: RedisKeyspace, keys: RedisKeys) {
    this.#keyspace = keyspace;
    this.#keys = keys;
  }

  async beat(heartbeat: GatewayHeartbeat, ttlMs = HEARTBEAT_TTL_MS): Promise<void> {
    const { gateway, gateways } = this.#keys;
    try {
      await this.#keyspace.runFor(gateways, WORK_DEADLINE_MS, (redis) =>
        BEAT.call(
          redis,
          [gateway(heartbeat.instance), gateways],
          [heartbeat.instance, JSON.stringify(heartbeat), Math.max(1, Math.ceil(ttlMs))],
        ));
    } catch {
      // The next beat comes soon; a gateway that cannot be seen still serves.
    }
  }

  async leave(instance: string): Promise<void> {
    const { gateway, gateways } = this.#keys;
    try {
      await this.#keyspace.runFor(
        gateways,
        WORK_DEADLINE_MS,
        (redis) => redis.multi().del(gateway(instance)).zrem(gateways, instance).exec(),
      );
    } catch {
      // Its heartbeat expires by itself.
    }
  }

  async alive(): Promise<GatewayHeartbeat[]> {
    const { gateway, gateways } = this.#keys;
    const texts = await this.#keyspace.runFor(gateways, WORK_DEADLINE_MS, async (redis) => {
      const instances = await redis.zrange(gateways, "0", "-1");
      return instances.length === 0 ? [] : await redis.mget(instances.map(gateway));
    });
    // An expired one is null; one of a newer build that cannot be read is left out.
    return texts.flatMap((text) => {
      const parsed = heartbeatText.safeParse(text);
      return parsed.success ? [parsed.data] : [];
    });
  }
}
