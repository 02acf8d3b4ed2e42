import assert from "node:assert/strict";
import { RecordTraffic } from "../../../gateway/records/testing/record_traffic.ts";
import { inTemporaryDirectory } from "../../../gateway/records/testing/temporary_directory.ts";
import { eventually } from "../../../testing/eventually.ts";
import { startWatchedRedis } from "../../../testing/redis_sentinel.ts";
import { test } from "../../../testing/test.ts";
import { sampleId } from "../contract/samples.ts";
import { command, testedRedisTransport } from "../contract/tested_redis_transport.ts";
import { transportContract } from "../contract/transport_contract.ts";
import { checkRedis } from "./check_redis.ts";
import { FailoverScene } from "./testing/failover_scene.ts";

const watched = await startWatchedRedis();
Deno.test.afterAll(() => watched.stop());

transportContract("redis by sentinels", (options) => {
  return Promise.resolve(testedRedisTransport({ ...options, url: watched.url, holders: [watched.primary.url] }));
});

test("checkRedis() finds the primary by sentinels, and says when they know of none", async () => {
  assert.deepEqual(await checkRedis(watched.url), { ok: true });
  const unknown = await checkRedis(watched.url.replace("mymaster", "other"));
  assert.match(unknown.ok ? "" : unknown.reason, /^Redis at other \(by .*the sentinels know no master named other/);
  await command(watched.sentinels[0]!.url, (sentinel) => {
    return sentinel.call("ACL", "SETUSER", "default", "resetpass", ">open-sesame");
  });
  const locked = await checkRedis(watched.url.replace(/,.*\//, "/"));
  assert.match(locked.ok ? "" : locked.reason, /asks for a password.*sentinel_password=/);
  const opened = `${watched.url.replace(/,.*\//, "/")}?sentinel_password=open-sesame`;
  assert.deepEqual(await checkRedis(opened), { ok: true });
  const wrong = await checkRedis(opened.replace("open-sesame", "close-sesame"));
  assert.match(wrong.ok ? "" : wrong.reason, /refuses the user or password/);
  const own = watched.sentinels[0]!.url.replace("redis://", "redis://:open-sesame@");
  await command(own, (sentinel) => sentinel.call("ACL", "SETUSER", "default", "nopass"));
  assert.doesNotMatch(JSON.stringify([unknown, locked, wrong]), /sesame/);
});

test("redisTransport() by sentinels finds the primary though the first of them is wrong, or names a replica", async () => {
  const stranger = await watched.startStranger();
  const url = watched.url.replace("redis+sentinel://", `redis+sentinel://127.0.0.1:${new URL(stranger.url).port},`);
  try {
    for (const wrong of ["127.0.0.1 1 1", `127.0.0.1 ${new URL(watched.replica.url).port} 1`]) {
      await command(stranger.url, async (sentinel) => {
        await sentinel.call("SENTINEL", "REMOVE", "mymaster");
        await sentinel.call("SENTINEL", "MONITOR", "mymaster", ...wrong.split(" "));
      });
      await using under = testedRedisTransport({ url });
      await eventually(async () => (await under.transport.healthy()).ok);
      await under.transport.feedState.clear("epoch-1");
      assert.equal(await under.transport.feedState.commit("epoch-1", 1n), "committed");
    }
  } finally {
    await stranger.kill();
  }
});

test("redisTransport() by sentinels goes on where they put the replica in the primary's place, and loses no record", () =>
  inTemporaryDirectory(async (dataDirectory) => {
    const scene = await FailoverScene.open(watched.url, sampleId(1));
    const traffic = await RecordTraffic.start(watched.url, dataDirectory);
    await traffic.flows(100);
    // It hangs with its connections open, as a machine does that has stopped.
    watched.primary.signal("SIGSTOP");
    await scene.assertLost();
    await scene.assertBack();
    await traffic.flows(100);
    watched.primary.signal("SIGCONT");
    await traffic.flows(100);
    assert.equal(await watched.primaryUrl(), watched.replica.url);
    await traffic.finish();
    await scene.close();
  }));
