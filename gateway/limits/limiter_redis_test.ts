import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { eventually } from "../../testing/eventually.ts";
import { startRedisProcess } from "../../testing/redis_process.ts";
import { findOrInstallRedis } from "../../testing/redis_program.ts";
import { test } from "../../testing/test.ts";
import { redisKeys } from "../../shared/contracts/redis_keys.ts";
import type { Limit, Policy } from "../../shared/contracts/policy.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import type { Transport } from "../../shared/transport/transport.ts";
import { ServedGateway } from "../testing/served_gateway.ts";
import type { PolicyFixture } from "../testing/tenant_fixture.ts";

const redis = await startRedisProcess(await findOrInstallRedis());
Deno.test.afterAll(() => redis.stop());

interface Scene extends AsyncDisposable {
  gateway: ServedGateway;
  transport: Transport;
  tenantId: string;
  ask(body?: Record<string, unknown>): Promise<{ status: number; ms: number; degraded: string | null }>;
}

/** A gateway over Redis, whose ledger knows the tenant. */
async function openScene(policies: PolicyFixture[], instance = "gateway-one"): Promise<Scene> {
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  const { reservationLedger: ledger, fleet } = transport;
  const gateway = new ServedGateway({ policies, ledger, fleet, instance, requestsInFlightMax: 1_000 });
  const { tenantId } = gateway.tenant.entry;
  await ledger.rebuild(tenantId, "epoch-1", []);
  gateway.limiter.start();
  return {
    gateway,
    transport,
    tenantId,
    ask: async (body = {}) => {
      const startMs = performance.now();
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${gateway.tenant.token.token}` },
        body: JSON.stringify({ model: "mock/demo", messages: [{ role: "user", content: "Hello" }], ...body }),
      });
      await response.body!.cancel();
      const degraded = response.headers.get("x-perpetuo-degraded");
      return { status: response.status, ms: performance.now() - startMs, degraded };
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await transport.close();
    },
  };
}

const requests = (max: number): Limit => ({ type: "requests_per_minute", max });

function lossy(onLimiterLoss: Policy["onLimiterLoss"], limit: Limit = requests(1_000)): PolicyFixture[] {
  return [{ name: "Team blue", onLimiterLoss, limits: [limit] }];
}

/** How many reservations Redis holds for the tenant. */
async function reservationsOf(tenantId: string): Promise<number> {
  const client = new Redis(redis.url);
  try {
    return await client.zcard(redisKeys().reservationExpiries(tenantId));
  } finally {
    await client.quit();
  }
}

test("two gateways of one Redis admit exactly as many requests as a limit allows, and leave nothing reserved", async () => {
  const limits: Limit[] = [requests(60), { type: "concurrent_requests", max: 100 }];
  await using one = await openScene([{ name: "Team blue", limits }]);
  await using other = await openScene([], "gateway-two");
  other.gateway.tenant.entry = one.gateway.tenant.entry;
  other.gateway.tenant.current = one.gateway.tenant.current;
  Object.defineProperty(other.gateway.tenant, "token", { value: one.gateway.tenant.token });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => (index % 2 ? one : other).ask()));
  const statuses = answers.map(({ status }) => status);
  assert.deepEqual([
    statuses.filter((status) => status === 200).length,
    statuses.filter((status) => status === 429).length,
  ], [
    60,
    40,
  ]);
  await eventually(async () => await reservationsOf(one.tenantId) === 0);
  for (const { gateway } of [one, other]) {
    assert.deepEqual(gateway.limiter.health, { ledger: "reachable", open: 0, unsettled: 0 });
  }
});

for (const onLimiterLoss of ["open", "closed", "local_slice"] as const) {
  test(`a Redis that hangs costs no request more than a moment where a policy is ${onLimiterLoss}`, async () => {
    await using scene = await openScene(lossy(onLimiterLoss, requests(100)));
    assert.deepEqual((await scene.ask()).status, 200);
    redis.signal("SIGSTOP");
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => scene.ask()));
      for (let count = 0; count < 10; count++) answers.push(await scene.ask());
      for (const { status, ms, degraded } of answers) {
        assert.equal(status, onLimiterLoss === "closed" ? 503 : 200);
        assert.equal(degraded, "limiter_lost");
        assert.ok(ms < 500, `${ms} ms`);
      }
      const soon = answers.slice(-5).map(({ ms }) => ms);
      assert.ok(Math.max(...soon) < 100, `known to be away: ${soon.map(Math.round)} ms`);
    } finally {
      redis.signal("SIGCONT");
    }
    await eventually(async () => (await scene.ask()).degraded === null);
    await eventually(async () => await reservationsOf(scene.tenantId) === 0);
  });
}

test("a Redis that was emptied is a loss until the ledger is rebuilt", async () => {
  await using scene = await openScene(lossy("closed"));
  const client = new Redis(redis.url);
  try {
    await client.flushall();
  } finally {
    await client.quit();
  }
  assert.deepEqual([(await scene.ask()).status, (await scene.ask()).status], [503, 503]);
  await scene.transport.reservationLedger.rebuild(scene.tenantId, "epoch-2", []);
  assert.deepEqual((await scene.ask()).status, 200);
  assert.equal(scene.gateway.log.finished.at(-1)!.ledgerEpoch, "epoch-2");
});

test("a stream that outlives its Redis holds its place in the next one, and gives it back", async () => {
  await using scene = await openScene(lossy("open", { type: "concurrent_requests", max: 1 }));
  const going = new AbortController();
  const response = await fetch(`${scene.gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${scene.gateway.tenant.token.token}` },
    body: JSON.stringify({
      model: "mock/demo?chunks=1000,interval=20",
      stream: true,
      messages: [{ role: "user", content: "Hello" }],
    }),
    signal: going.signal,
  });
  assert.equal(response.status, 200);
  assert.deepEqual([(await scene.ask()).status, await reservationsOf(scene.tenantId)], [429, 1]);
  await redis.restart();
  await eventually(async () => {
    const { status, degraded } = await scene.ask();
    return status === 200 && degraded === "limiter_lost";
  });
  await eventually(() => scene.transport.reservationLedger.rebuild(scene.tenantId, "epoch-2", []).then(() => true));
  // The first request meanwhile may take the place; what it tells of the epoch brings the stream back.
  await eventually(async () => (await scene.ask()).status === 429);
  going.abort();
  await response.text().catch(() => {});
  await eventually(async () => (await scene.ask()).status === 200);
  await eventually(async () => await reservationsOf(scene.tenantId) === 0);
});

test("requests of a dead Redis are answered at once, and after its return as before", async () => {
  await using scene = await openScene(lossy("open"));
  await redis.kill();
  const answers = [];
  for (let count = 0; count < 10; count++) answers.push(await scene.ask());
  for (const { status, ms } of answers) assert.ok(status === 200 && ms < 400, `${status} after ${ms} ms`);
  assert.ok(answers.slice(3).every(({ ms }) => ms < 100), answers.map(({ ms }) => Math.round(ms)).join());
  await redis.restart();
  await eventually(() => scene.transport.reservationLedger.rebuild(scene.tenantId, "epoch-3", []).then(() => true));
  await eventually(async () => (await scene.ask()).degraded === null);
});
