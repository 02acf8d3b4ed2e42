import { startRedis } from "../../../testing/services.ts";
import { transportContract } from "../contract/transport_contract.ts";
import { testedRedisTransport } from "../contract/tested_redis_transport.ts";

// The suite empties its Redis, so that it must be nobody else's.
const redis = await startRedis({ private: true });
Deno.test.afterAll(() => redis.stop());

transportContract("redis", (options) => Promise.resolve(testedRedisTransport({ ...options, url: redis.url })));
