import { startRedis } from "../../../testing/services.ts";
import { transportContract } from "../contract/transport_contract.ts";
import { redisUnderTest } from "./redis_under_test.ts";

// The suite empties its Redis, so that it must be nobody else's.
const redis = await startRedis({ private: true });
Deno.test.afterAll(() => redis.stop());

transportContract("redis", (options) => Promise.resolve(redisUnderTest({ ...options, url: redis.url })));
