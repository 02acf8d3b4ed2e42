import assert from "node:assert/strict";
import { startRedis } from "../../../testing/services.ts";
import { test } from "../../../testing/test.ts";
import { systemClock } from "../../time/clock.ts";
import { checkRedis } from "./check_redis.ts";
import { redisTransport } from "./redis_transport.ts";
import { command } from "../contract/tested_redis_transport.ts";
import { written } from "../contract/written.ts";

const redis = await startRedis({ private: true });
Deno.test.afterAll(() => redis.stop());
const withPassword = redis.url.replace("redis://", "redis://:open-sesame@");

test("checkRedis() accepts a Redis that evicts nothing", async () => {
  assert.deepEqual(await checkRedis(redis.url), { ok: true });
});

test("checkRedis() refuses a Redis that may evict", async () => {
  await command(redis.url, (client) => client.config("SET", "maxmemory-policy", "allkeys-lru"));
  assert.match(await reasonOf(redis.url), /^Redis at 127\.0\.0\.1:\d+ may evict keys \(maxmemory-policy allkeys-lru\)/);
  await command(redis.url, (client) => client.config("SET", "maxmemory-policy", "noeviction"));
});

test("checkRedis() tells a wrong password from a missing one, and repeats neither", async () => {
  await command(redis.url, (client) => client.config("SET", "requirepass", "the-right-one"));
  const right = redis.url.replace("redis://", "redis://:the-right-one@");
  assert.match(await reasonOf(withPassword), /refuses the user or password in REDIS_URL\.$/);
  assert.match(await reasonOf(redis.url), /asks for a password\. Put it into REDIS_URL/);
  assert.deepEqual(await checkRedis(right), { ok: true });
  await command(right, (client) => client.config("SET", "requirepass", ""));
});

test("checkRedis() says when nothing answers, or not in time", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const silent = `redis://:open-sesame@127.0.0.1:${port}`;
  assert.match(await reasonOf(silent), /cannot be reached \(it did not answer in time\)/);
  listener.close();
  assert.match(await reasonOf(silent), /cannot be reached \(.*ECONNREFUSED.*\)\. Check that it runs/);
  assert.match(await reasonOf("redis://:open-sesame@no-such-host.invalid"), /cannot be reached/);
  assert.match(await reasonOf("redis:/open-sesame"), /The Redis URL/);
});

test("redisTransport() puts no password into errors, problems or reasons", async () => {
  await command(redis.url, (client) => client.config("SET", "requirepass", "the-right-one"));
  const said: unknown[] = [];
  const transport = redisTransport({
    url: withPassword,
    clock: systemClock,
    onProblem: (problem) => said.push(problem),
  });
  said.push(await transport.healthy(), await transport.configFeed.get("x"));
  said.push(await transport.recordStream.writer.append(written([])));
  for (const failing of [() => transport.feedState.read(), () => transport.recordStream.tail.end()]) {
    await assert.rejects(failing, (error) => said.push(error) > 0);
  }
  await transport.close();
  await command(redis.url.replace("redis://", "redis://:the-right-one@"), (c) => c.config("SET", "requirepass", ""));
  assert.doesNotMatch(Deno.inspect(said, { depth: 20, strAbbreviateSize: 10_000 }), /open-sesame/);
  assert.throws(
    () => redisTransport({ url: "http://:open-sesame@x", clock: systemClock, onProblem: () => {} }),
    (error) => error instanceof TypeError && !Deno.inspect(error).includes("open-sesame"),
  );
});

async function reasonOf(url: string): Promise<string> {
  const result = await checkRedis(url);
  assert.ok(!result.ok, "it was accepted");
  assert.doesNotMatch(result.reason, /sesame/);
  return result.reason;
}
