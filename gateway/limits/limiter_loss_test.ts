import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import type { Limit, Policy } from "../../shared/contracts/policy.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { MemoryFleet } from "../../shared/transport/memory/memory_fleet.ts";
import { completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { errorOf, GatewayFixture } from "../testing/gateway_fixture.ts";
import type { PolicyFixture } from "../testing/tenant_fixture.ts";
import { DrivenLedger } from "./testing/driven_ledger.ts";
import { price } from "./testing/limited_gateway.ts";

type OnLoss = Policy["onLimiterLoss"];

/** A gateway over a ledger that the test drives, among so many gateways. */
async function openScene(policies: PolicyFixture[], gateways = 1) {
  const clock = new ManualClock(Date.UTC(2026, 0, 10));
  const ledger = new DrivenLedger();
  const upstream = new DrivenUpstream();
  const fleet = new MemoryFleet(clock);
  for (let index = 0; index < gateways; index++) {
    const heartbeat = { instance: `gateway-${index}`, build: "test", startedAt: 0, requestsInFlight: 0 };
    await fleet.beat(heartbeat, 3_600_000);
  }
  const gateway = new GatewayFixture({
    clock,
    ledger,
    upstream,
    fleet,
    policies,
    providers: [{ name: "open", kind: "openai_compatible", baseUrl: "https://llm.example.com/v1" }],
    priceOverrides: [price("gpt", 2, 10)],
  });
  gateway.limiter.start();
  await clock.advance(0);
  /** Asks for 9 tokens in and 2 out at 38,000 nano-dollars. */
  const ask = () => gateway.chat({ model: "open/gpt", max_tokens: 2 });
  /** Asks and has it answered at once where it comes through. */
  const pass = async () => {
    const calls = upstream.calls.length;
    const response = ask();
    await eventually(async () => {
      await clock.advance(0);
      return upstream.calls.length > calls || await Promise.race([response, null]) !== null;
    });
    if (upstream.calls.length > calls) (await upstream.next()).answer(200, completion("hi", USAGE));
    return await response;
  };
  return {
    clock,
    ledger,
    upstream,
    gateway,
    ask,
    pass,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await clock.advance(0);
    },
  };
}

const USAGE = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const COST = 9 * 2_000 + 2 * 10_000;

function policy(name: string, onLimiterLoss: OnLoss, limit: Limit, action: Policy["action"] = "block"): PolicyFixture {
  return { name, onLimiterLoss, limits: [limit], action };
}

const requests = (max: number): Limit => ({ type: "requests_per_minute", max });

for (const mode of ["fail", "forget"] as const) {
  test(`each policy decides by its own setting when the ledger does ${mode}`, async () => {
    await using scene = await openScene([
      policy("Open", "open", requests(0)),
      policy("Slice", "local_slice", requests(2)),
      policy("Watch", "closed", requests(0), "observe"),
    ]);
    scene.ledger.mode = mode;
    for (const status of [200, 200, 429]) {
      const response = await scene.pass();
      assert.equal(response.status, status);
      assert.equal(response.headers.get("x-perpetuo-degraded"), "limiter_lost");
      assert.equal(response.headers.get("x-ratelimit-limit-requests"), null, "nobody knows");
    }
    const [first, , last] = scene.gateway.log.finished;
    const verdicts = (record: typeof first) => record!.policyVerdicts.map(({ verdict }) => verdict);
    assert.deepEqual(verdicts(first), ["unknown_open", "local_slice", "unknown_open"]);
    assert.deepEqual(verdicts(last), ["unknown_open", "denied", "unknown_open"]);
    assert.deepEqual([first!.ledgerEpoch, first!.degradation], [null, ["limiter_lost"]]);
    assert.deepEqual([last!.errorCode, last!.outcome], ["requests_limit_exceeded", "denied"]);
  });
}

test("a policy that is closed refuses while its counters cannot be known, and says so", async () => {
  await using scene = await openScene([
    policy("Open", "open", requests(9)),
    policy("Team blue", "closed", requests(9)),
  ]);
  scene.ledger.mode = "fail";
  const response = await scene.pass();
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "1");
  assert.equal(response.headers.get("x-should-retry"), "true");
  assert.equal(response.headers.get("x-perpetuo-degraded"), "limiter_lost");
  assert.equal(response.headers.get("x-perpetuo-limit"), "requests_per_minute");
  const { code, message } = await errorOf(response);
  assert.deepEqual([code, message.includes("'Team blue'")], ["limiter_unavailable", true]);
  const record = scene.gateway.log.only;
  assert.deepEqual([record.outcome, record.policyVerdicts.map(({ verdict }) => verdict)], [
    "denied",
    ["unknown_open", "unknown_closed"],
  ]);
  assert.equal(scene.upstream.calls.length, 0);
  await scene.clock.advance(0);
  const released = scene.ledger.calls.at(-1)!;
  assert.deepEqual([released.method, released.ids, released.epochs], ["settle", [record.id], [null]], "it may be held");
});

test("a request waits for a ledger that hangs no longer than about 150 ms, and the fourth not at all", async () => {
  await using scene = await openScene([policy("Open", "open", requests(9))]);
  scene.ledger.mode = "hang";
  const waited: number[] = [];
  for (let count = 0; count < 4; count++) {
    const calls = scene.upstream.calls.length;
    const startMs = scene.clock.monotonic();
    const response = scene.ask();
    await scene.clock.advance(0);
    while (scene.upstream.calls.length === calls) await scene.clock.advance(10);
    waited.push(scene.clock.monotonic() - startMs);
    (await scene.upstream.next()).answer(200, completion("hi"));
    assert.equal((await response).status, 200);
  }
  assert.ok(waited.slice(0, 3).every((ms) => ms >= 150 && ms <= 180), waited.join());
  assert.equal(waited[3], 0);
  assert.ok(scene.gateway.log.finished[0]!.timings.queueMs >= 150);
});

test("requests in flight are held again as soon as a ledger is back that had forgotten, or was away", async () => {
  await using scene = await openScene([policy("Open", "open", requests(9))]);
  const before = scene.ask();
  const first = await scene.upstream.next();
  scene.ledger.mode = "forget";
  const meanwhile = scene.ask();
  const second = await scene.upstream.next();
  scene.ledger.mode = "answer";
  scene.ledger.epoch = "epoch-2";
  scene.ledger.calls.length = 0;
  const after = scene.ask();
  const third = await scene.upstream.next();
  await scene.clock.advance(0);
  const [reserved, renewed] = scene.ledger.calls;
  assert.deepEqual([reserved!.method, renewed!.method], ["reserve", "renew"]);
  const [one, two] = scene.gateway.log.begun.map(({ record }) => record.id);
  assert.ok(renewed!.ids.includes(one!) && renewed!.ids.includes(two!));
  for (const call of [first, second, third]) call.answer(200, completion("hi"));
  for (const response of [before, meanwhile, after]) assert.equal((await response).status, 200);
  assert.deepEqual(scene.gateway.log.finished.map(({ ledgerEpoch }) => ledgerEpoch), ["epoch-2", "epoch-2", "epoch-2"]);
  assert.deepEqual(scene.gateway.log.begun.map(({ record }) => record.ledgerEpoch), ["epoch-1", null, "epoch-2"]);
  await scene.clock.advance(0);
  const settled = scene.ledger.calls.filter(({ method }) => method === "settle");
  assert.equal(settled.flatMap(({ ids }) => ids).length, 3);
  const told = scene.gateway.events.map(({ event }) => event).filter((event) => event.startsWith("limiter"));
  assert.deepEqual(told, ["limiter_forgotten", "limiter_rebuilt"]);
});

test("what was never held is left to the recorder, which its record tells of the charges", async () => {
  await using scene = await openScene([
    policy("Budget", "open", { type: "spend", period: "day", maxNanoUsd: 1_000_000 }),
  ]);
  scene.ledger.mode = "forget";
  await scene.pass();
  const { charges, ledgerEpoch } = scene.gateway.log.only;
  assert.deepEqual([charges[0]!.nanoUsd, ledgerEpoch], [COST, null]);
  scene.ledger.mode = "answer";
  await scene.clock.advance(60_000);
  assert.deepEqual(scene.ledger.calls.filter(({ method }) => method === "settle"), []);
});

const slices: [name: string, limit: Limit, gateways: number, passing: number][] = [
  ["requests a minute are divided and rounded down", requests(7), 3, 2],
  ["one request at least is allowed where any is", requests(2), 4, 1],
  ["none is where none is", requests(0), 4, 0],
  ["tokens a minute are divided", { type: "tokens_per_minute", max: 70 }, 3, 2],
  ["tokens are not rounded up", { type: "tokens_per_minute", max: 30 }, 3, 0],
  ["a budget is divided", { type: "spend", period: "day", maxNanoUsd: 7 * COST }, 3, 2],
];

for (const [name, limit, gateways, passing] of slices) {
  test(`of a local slice ${name}`, async () => {
    await using scene = await openScene([policy("Slice", "local_slice", limit)], gateways);
    scene.ledger.mode = "forget";
    const statuses: number[] = [];
    for (let count = 0; count < passing + 2; count++) statuses.push((await scene.pass()).status);
    assert.deepEqual(statuses, [...Array(passing).fill(200), 429, 429]);
  });
}

test("a local slice of a budget is of what was left when the ledger told last", async () => {
  const limit: Limit = { type: "spend", period: "day", maxNanoUsd: 9 * COST };
  await using scene = await openScene([policy("Slice", "local_slice", limit)], 2);
  scene.ledger.used = 5 * COST;
  assert.equal((await scene.pass()).status, 200);
  scene.ledger.mode = "forget";
  const statuses = [await scene.pass(), await scene.pass(), await scene.pass()].map(({ status }) => status);
  assert.deepEqual(statuses, [200, 200, 429]);
});

test("the local slice of concurrent requests counts those that were in flight when it began", async () => {
  const limit: Limit = { type: "concurrent_requests", max: 4 };
  await using scene = await openScene([policy("Slice", "local_slice", limit)], 2);
  const inFlight = scene.ask();
  const first = await scene.upstream.next();
  scene.ledger.mode = "forget";
  const next = scene.ask();
  const second = await scene.upstream.next();
  assert.equal((await scene.pass()).status, 429, "two is the slice");
  first.answer(200, completion("hi"));
  await inFlight;
  assert.equal((await scene.pass()).status, 200);
  second.answer(200, completion("hi"));
  await next;
  assert.deepEqual([(await scene.pass()).status, scene.gateway.limiter.health.open], [200, 0]);
});
