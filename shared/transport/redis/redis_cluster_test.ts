import assert from "node:assert/strict";
import { RecordTraffic } from "../../../gateway/records/testing/record_traffic.ts";
import { inTemporaryDirectory } from "../../../gateway/records/testing/temporary_directory.ts";
import { eventually } from "../../../testing/eventually.ts";
import { startRedisCluster } from "../../../testing/redis_cluster.ts";
import { test } from "../../../testing/test.ts";
import { redisKeys } from "../../contracts/redis_keys.ts";
import { known, requests, reservation, TTL_MS } from "../contract/ledger_samples.ts";
import { sampleId } from "../contract/samples.ts";
import { command, testedRedisTransport } from "../contract/tested_redis_transport.ts";
import { transportContract } from "../contract/transport_contract.ts";
import { TransportError } from "../transport_error.ts";
import { checkRedis } from "./check_redis.ts";
import { FailoverScene } from "./testing/failover_scene.ts";
import { slotOf } from "./redis_slot.ts";

const cluster = await startRedisCluster({ primaries: 3, replicas: true });
Deno.test.afterAll(() => cluster.stop());
const holders = cluster.primaries.map(({ url }) => url);
/** Tenants whose slots are the first, the second and the third primary's. */
const tenants = [0, 1, 2].map((share) => tenantOf(share));

transportContract("redis cluster", (options) => {
  return Promise.resolve(testedRedisTransport({ ...options, url: cluster.clusterUrl, holders }));
});

test("checkRedis() accepts a cluster by its own form of URL, and tells of the other", async () => {
  assert.deepEqual(await checkRedis(cluster.clusterUrl), { ok: true });
  const single = await checkRedis(cluster.url);
  assert.match(single.ok ? "" : single.reason, /is a node of a Redis Cluster\. Write REDIS_URL as redis\+cluster:/);
  await command(holders[1]!, (redis) => redis.config("SET", "maxmemory-policy", "allkeys-lru"));
  const evicting = await checkRedis(cluster.clusterUrl);
  assert.match(evicting.ok ? "" : evicting.reason, /may evict keys/, "a server that is none of the first");
  await command(holders[1]!, (redis) => redis.config("SET", "maxmemory-policy", "noeviction"));
});

test("redisTransport() of a cluster has tenants' counters on all servers, and asks them in one go", async () => {
  await using under = testedRedisTransport({ url: cluster.clusterUrl, holders });
  const ledger = under.transport.reservationLedger;
  await Promise.all(tenants.map((tenantId, index) => ledger.rebuild(tenantId, `epoch-${index}`, [])));
  assert.deepEqual(await ledger.epochs([...tenants, sampleId(7)]), ["epoch-0", "epoch-1", "epoch-2", null]);
  for (const url of holders) {
    assert.equal((await command(url, (redis) => redis.keys("*:limiter:epoch"))).length, 1, url);
  }
});

test("redisTransport() of a cluster follows a slot that moves to another server, and asks both meanwhile", async () => {
  await using under = testedRedisTransport({ url: cluster.clusterUrl, holders });
  const { reservationLedger: ledger } = under.transport;
  const [tenantId] = tenants as [string];
  const reserve = async (n: number) => known(await ledger.reserve(tenantId, [reservation(n, requests(5))], TTL_MS));
  await ledger.rebuild(tenantId, "epoch-1", []);
  const move = await beginMove(slotOf(`{${tenantId}}`), { from: holders[0]!, to: holders[1]! });
  // Everything has gone over, but the slot has not: the one sends to the other, which wants to be asked first.
  await move.keys();
  assert.deepEqual(await ledger.epochs(tenants), ["epoch-1", null, null]);
  // Some of a script's keys do not exist yet, and nobody can say then on which of the two: its policies decide.
  await assert.rejects(reserve(1), (error) => error instanceof TransportError && error.code === "unreachable");
  await move.end();
  assert.equal((await reserve(2))[0]!.counters[0]!.used, 1);
  const back = await beginMove(slotOf(`{${tenantId}}`), { from: holders[1]!, to: holders[0]! });
  await back.keys();
  await back.end();
  assert.equal((await reserve(3))[0]!.counters[0]!.used, 2);
});

test("redisTransport() of a cluster sends a script to a server that is asked for one command, and does not know it", async () => {
  await using under = testedRedisTransport({ url: cluster.clusterUrl, holders });
  const { callBudgets } = under.transport;
  const budget = { capacity: 10, perSecond: 0.001 };
  const caller = callerOf(0, under.keyPrefix);
  assert.deepEqual(await callBudgets.take(caller, 6, budget), { allowed: true });
  const move = await beginMove(slotOf(redisKeys(under.keyPrefix, "cluster").callBudget(caller)), {
    from: holders[0]!,
    to: holders[2]!,
  });
  await move.keys();
  await command(holders[2]!, (redis) => redis.script("FLUSH"));
  assert.equal((await callBudgets.take(caller, 6, budget)).allowed, false, "it knows what was taken before");
  await move.end();
  assert.deepEqual(await callBudgets.take(caller, 3, budget), { allowed: true });
});

test("redisTransport() of a cluster keeps other servers' slots while one hangs", async () => {
  await using under = testedRedisTransport({ url: cluster.clusterUrl, holders });
  const { reservationLedger: ledger } = under.transport;
  await Promise.all(tenants.map((tenantId) => ledger.rebuild(tenantId, "epoch-1", [])));
  const reserve = (tenantId: string, n: number) => ledger.reserve(tenantId, [reservation(n, requests(50))], TTL_MS);
  const [first, second] = tenants as [string, string];
  cluster.primaries[1]!.signal("SIGSTOP");
  try {
    const [gone, there] = await Promise.allSettled([reserve(second, 1), reserve(first, 1)]);
    assert.deepEqual([gone.status, there.status], ["rejected", "fulfilled"]);
  } finally {
    cluster.primaries[1]!.signal("SIGCONT");
  }
  await eventually(async () => known(await reserve(second, 2)));
});

test("redisTransport() of a cluster goes on where a replica takes the place of its primary, and loses no record", () =>
  inTemporaryDirectory(async (dataDirectory) => {
    const slot = slotOf(redisKeys(undefined, "cluster").records);
    const index = shareOf(slot);
    const scene = await FailoverScene.open(cluster.clusterUrl, tenants[index]!);
    const traffic = await RecordTraffic.start(cluster.clusterUrl, dataDirectory);
    await traffic.flows(100);
    await cluster.primaries[index]!.kill();
    await scene.assertLost();
    await scene.assertBack();
    await traffic.flows(100);
    // It comes back empty, and as the replica of the one in its place.
    await cluster.primaries[index]!.restart();
    await traffic.flows(100);
    await traffic.finish();
    await scene.close();
  }));

/** Moves a slot in the steps in which an operator's tool does. */
async function beginMove(slot: number, { from, to }: { from: string; to: string }) {
  const ids = await Promise.all([from, to].map((url) => command(url, (redis) => redis.call("CLUSTER", "MYID"))));
  const [fromId, toId] = ids.map(String) as [string, string];
  const set = (url: string, ...values: string[]) =>
    command(url, (redis) => redis.call("CLUSTER", "SETSLOT", String(slot), ...values));
  await set(to, "IMPORTING", fromId);
  await set(from, "MIGRATING", toId);
  return {
    keys: () =>
      command(from, async (redis) => {
        const keys = await redis.call("CLUSTER", "GETKEYSINSLOT", String(slot), "1000") as string[];
        if (keys.length === 0) return;
        await redis.call("MIGRATE", "127.0.0.1", new URL(to).port, "", "0", "5000", "KEYS", ...keys);
      }),
    end: async () => {
      for (const url of [to, from, ...holders.filter((other) => other !== to && other !== from)]) {
        await set(url, "NODE", toId);
      }
    },
  };
}

function shareOf(slot: number): number {
  return [0, 1, 2].findLast((share) => slot >= Math.ceil(share * 16_384 / 3))!;
}

/** A caller whose budget is on that primary. */
function callerOf(share: number, keyPrefix: string): string {
  for (let n = 0;; n++) {
    if (shareOf(slotOf(redisKeys(keyPrefix, "cluster").callBudget(`${n}`))) === share) return `${n}`;
  }
}

function tenantOf(share: number): string {
  for (let n = 100;; n++) if (shareOf(slotOf(`{${sampleId(n)}}`)) === share) return sampleId(n);
}
