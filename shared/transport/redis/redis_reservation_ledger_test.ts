import assert from "node:assert/strict";
import fc from "fast-check";
import type { Redis } from "ioredis";
import { startRedisCluster } from "../../../testing/redis_cluster.ts";
import { startRedis } from "../../../testing/services.ts";
import { test } from "../../../testing/test.ts";
import { systemClock } from "../../time/clock.ts";
import { ledgerHistory, runLedgerHistory } from "../contract/ledger_history.ts";
import {
  concurrent,
  known,
  requests,
  reservation,
  spend,
  START_MS,
  tokens,
  TTL_MS,
} from "../contract/ledger_samples.ts";
import { sampleId } from "../contract/samples.ts";
import { command, testedRedisTransport } from "../contract/tested_redis_transport.ts";
import { MemoryReservationLedger } from "../memory/memory_reservation_ledger.ts";

const redis = await startRedis({ private: true });
const cluster = await startRedisCluster();
Deno.test.afterAll(async () => {
  await redis.stop();
  await cluster.stop();
});

test("RedisReservationLedger decides as the one in memory, keeps its bounds, and leaks nothing", async () => {
  let nowMs = 0;
  const setNow = (ms: number) => nowMs = ms;
  await using under = testedRedisTransport({ url: redis.url, nowMs: () => nowMs });
  const ledger = under.transport.reservationLedger;
  let runs = 0;
  const property = fc.asyncProperty(ledgerHistory, async (steps) => {
    const tenantId = sampleId(++runs);
    const answers = await runLedgerHistory(steps, { ledger, tenantId, setNow });
    await assertNothingIsLeft(tenantId);
    const memory = new MemoryReservationLedger({ ...systemClock, now: () => nowMs });
    assert.deepEqual(answers, await runLedgerHistory(steps, { ledger: memory, tenantId, setNow }));
  });
  await fc.assert(property, { numRuns: 30 });
});

/** Time was the test's own, so that what is left of counters has not expired yet; but it will. */
async function assertNothingIsLeft(tenantId: string): Promise<void> {
  const kept = await keysOf(redis.url, tenantId);
  for (const [key, leftMs] of kept) {
    assert.doesNotMatch(key, /:reservations(:expiry)?$/);
    assert.ok(leftMs > 0 || key.endsWith(":limiter:epoch"), `${key} stays for ever`);
  }
}

test("RedisReservationLedger keeps a tenant's keys in one slot, and none for ever", async () => {
  let nowMs = 0;
  await using under = testedRedisTransport({ url: cluster.clusterUrl, nowMs: () => nowMs });
  const ledger = under.transport.reservationLedger;
  const tenantId = sampleId(1_000_000);
  const odd = "{other}:{}";
  const claims = [requests(5, odd), tokens(5, 50, odd), concurrent(5, odd), spend(5, 50, { counterKey: odd })];
  nowMs = (claims[3] as { periodStart: number }).periodStart;
  await ledger.rebuild(tenantId, "epoch", []);
  known(await ledger.reserve(tenantId, [1, 2, 3].map((n) => reservation(n, ...claims)), TTL_MS));
  known(await ledger.settle(tenantId, [{ id: sampleId(1), claims }], null));
  const kept = await keysOf(cluster.url, tenantId);
  // The epoch, both indexes, a minute's settled ids and four counters.
  assert.equal(kept.size, 8);
  const slots = await command(cluster.url, (redis) => {
    return Promise.all([...kept.keys()].map((key) => redis.call("CLUSTER", "KEYSLOT", key)));
  });
  assert.equal(new Set(slots).size, 1);
  for (const [key, leftMs] of kept) assert.equal(leftMs > 0, !key.endsWith(":limiter:epoch"), key);
});

test("RedisReservationLedger tells the time by Redis", async () => {
  await using under = testedRedisTransport({ url: redis.url });
  const ledger = under.transport.reservationLedger;
  const tenantId = sampleId(1_000_000);
  await ledger.rebuild(tenantId, "epoch", []);
  const [seconds] = await command(redis.url, (redis) => redis.time()) as unknown as [string];
  const [decision] = known(await ledger.reserve(tenantId, [reservation(1, requests(1))], TTL_MS));
  const { resetMs } = decision!.counters[0]!;
  assert.ok(resetMs > 60_000 && resetMs <= 61_000, `${resetMs}`);
  const kept = await keysOf(redis.url, tenantId);
  const [window] = [...kept.keys()].filter((key) => key.includes(":counter:"));
  const fields = await command(redis.url, (redis) => redis.hgetall(window!));
  assert.ok(Math.abs(Number(fields.l) - Number(seconds)) <= 5);
});

test("RedisReservationLedger keeps no more of a window than its seconds, however long it is used", async () => {
  let nowMs = START_MS;
  await using under = testedRedisTransport({ url: redis.url, nowMs: () => nowMs });
  const ledger = under.transport.reservationLedger;
  const tenantId = sampleId(2_000_000);
  await ledger.rebuild(tenantId, "epoch", []);
  for (let second = 0; second < 200; second++) {
    nowMs += 1_000;
    const [decision] = known(await ledger.reserve(tenantId, [reservation(second, tokens(2, 1_000))], TTL_MS));
    assert.equal(decision!.counters[0]!.used, 2 * Math.min(second + 1, 61));
  }
  const [window] = [...(await keysOf(redis.url, tenantId)).keys()].filter((key) => key.includes(":counter:"));
  assert.equal(await command(redis.url, (redis) => redis.hlen(window!)), 61 + 3);
});

/** The keys of a tenant and how long each is kept, milliseconds; -1: for ever. */
async function keysOf(url: string, tenantId: string): Promise<Map<string, number>> {
  return await command(url, async (redis: Redis) => {
    const keys = await redis.keys(`*{${tenantId}}*`);
    return new Map(await Promise.all(keys.map(async (key) => [key, await redis.pttl(key)] as const)));
  });
}
