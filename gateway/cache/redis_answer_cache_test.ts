import assert from "node:assert/strict";
import { redisKeys } from "../../shared/contracts/redis_keys.ts";
import { RedisServers } from "../../shared/transport/redis/redis_servers.ts";
import { readRedisUrl } from "../../shared/transport/redis/redis_url.ts";
import { command } from "../../shared/transport/contract/tested_redis_transport.ts";
import { eventually } from "../../testing/eventually.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { answer, answerCacheSuite, newPlace } from "./contract/answer_cache_suite.ts";
import { RedisAnswerCache } from "./redis_answer_cache.ts";

const redis = await startRedis({ private: true });
Deno.test.afterAll(() => redis.stop());
const keys = redisKeys();

function createCache(url = redis.url): RedisAnswerCache {
  const address = readRedisUrl(url);
  assert.ok(address.ok);
  return new RedisAnswerCache(new RedisServers(address.value, () => {}), keys);
}

answerCacheSuite("RedisAnswerCache", createCache);

test("RedisAnswerCache.put() gives every answer an end, which Redis itself keeps", async () => {
  const cache = createCache();
  try {
    const place = newPlace();
    cache.put(place, answer("x"), 90_000);
    await eventually(async () => (await cache.get(place)).state === "hit");
    const key = keys.cachedAnswer(place.tenantId, place.digest);
    const leftMs = await command(redis.url, (client) => client.pttl(key));
    assert.ok(leftMs > 80_000 && leftMs <= 90_000, `${leftMs} ms`);
  } finally {
    await cache.close();
  }
});

test("RedisAnswerCache.get() takes what it cannot read for nothing", async () => {
  const cache = createCache();
  try {
    for (const value of ["", "no line", '{"stream":true}\nbytes', "\n"]) {
      const place = newPlace();
      await command(redis.url, (client) => client.set(keys.cachedAnswer(place.tenantId, place.digest), value));
      assert.deepEqual(await cache.get(place), { state: "miss" }, value);
    }
  } finally {
    await cache.close();
  }
});

test("RedisAnswerCache says that it is unavailable where there is no Redis, and throws nothing", async () => {
  const cache = createCache("redis://127.0.0.1:1");
  try {
    cache.put(newPlace(), answer("x"), 1_000);
    assert.deepEqual(await cache.get(newPlace()), { state: "unavailable" });
  } finally {
    await cache.close();
  }
});
