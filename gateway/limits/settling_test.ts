import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { interruptedRecord } from "../records/interrupted_record.ts";
import { chunk, completion, type DrivenCall, usageChunk } from "../testing/driven_upstream.ts";
import { errorOf } from "../testing/gateway_fixture.ts";
import { LimitedGateway } from "./testing/limited_gateway.ts";

/** 10 tokens in and 2 out of `gpt`, nano-dollars. */
const COST = 10 * 2_000 + 2 * 10_000;

test("a request holds its estimate while it is under way, and what it used when it is over", async () => {
  await using scene = new LimitedGateway();
  const response = scene.gateway.chat({ model: "open/gpt", max_tokens: 30 });
  const call = await scene.upstream.next();
  const [{ record: begun, nanoUsd }] = scene.gateway.log.begun as [typeof scene.gateway.log.begun[0]];
  const tokens = begun.estimatedTokens + 30;
  const estimate = begun.estimatedTokens * 2_000 + 30 * 10_000;
  assert.equal((await scene.standing("tokens_per_minute")).used, tokens);
  assert.deepEqual(await scene.standing("spend"), { used: estimate, reserved: estimate });
  assert.deepEqual(await scene.standing("concurrent_requests"), { used: 1, reserved: 1 });
  assert.deepEqual([begun.ledgerEpoch, begun.charges.map((charge) => charge.nanoUsd), nanoUsd], [
    "epoch-1",
    [estimate],
    estimate,
  ]);
  call.answer(200, completion("hi"));
  assert.equal((await response).status, 200);
  assert.deepEqual(await scene.standing("requests_per_minute"), { used: 1, reserved: 0 });
  assert.deepEqual(await scene.standing("tokens_per_minute"), { used: 12, reserved: 0 });
  assert.deepEqual(await scene.standing("spend"), { used: COST, reserved: 0 });
  assert.deepEqual(await scene.standing("concurrent_requests"), { used: 0, reserved: 0 });
  const { charges, ledgerEpoch, costNanoUsd, policyVerdicts } = scene.gateway.log.only;
  assert.deepEqual([charges[0]!.nanoUsd, costNanoUsd, ledgerEpoch, scene.open], [COST, COST, "epoch-1", 0]);
  assert.ok(charges[0]!.periodEnd! - charges[0]!.periodStart! >= 23 * 3_600_000);
  assert.deepEqual(policyVerdicts.map(({ limit, verdict, remaining }) => [limit, verdict, remaining]), [
    ["requests_per_minute", "allowed", 99],
    ["tokens_per_minute", "allowed", 100_000 - tokens],
    ["concurrent_requests", "allowed", 0],
    ["spend_day", "allowed", 1_000_000_000 - estimate],
  ]);
});

test("what a killed process leaves behind is charged what was reserved, under the same epoch", async () => {
  await using scene = new LimitedGateway({ routes: { chat: dearest } });
  const response = scene.gateway.chat({ model: "chat", max_tokens: 30 });
  const call = await scene.upstream.next();
  const [{ record, nanoUsd }] = scene.gateway.log.begun as [typeof scene.gateway.log.begun[0]];
  const line = { type: "begin" as const, reservationId: record.id, estimatedNanoUsd: nanoUsd, record };
  const interrupted = interruptedRecord(line);
  const estimate = record.estimatedTokens * 20_000 + 30 * 100_000;
  assert.deepEqual([interrupted.charges[0]!.nanoUsd, interrupted.costNanoUsd, interrupted.ledgerEpoch], [
    estimate,
    estimate,
    "epoch-1",
  ]);
  call.answer(200, completion("hi"));
  await response;
});

const dearest: RouteNode = {
  type: "fallback",
  children: ["gpt", "dear"].map((model) => ({ type: "target", provider: "open", model, retries: 0 })),
};

test("a request reserves once, at the dearest target that it may reach, and is charged by the one that answered", async () => {
  await using scene = new LimitedGateway({ routes: { chat: dearest } });
  const response = scene.gateway.chat({ model: "chat", max_tokens: 30 });
  (await scene.upstream.next()).answer(500, { error: { message: "no" } });
  const second = await scene.upstream.next();
  assert.deepEqual([scene.gateway.log.begun.length, scene.open], [1, 1]);
  const { used } = await scene.standing("spend");
  assert.equal(used, scene.gateway.log.begun[0]!.record.estimatedTokens * 20_000 + 30 * 100_000);
  second.answer(200, completion("hi"));
  await response;
  assert.deepEqual(await scene.standing("spend"), { used: 10 * COST, reserved: 0 });
});

/** Ways for a streamed request to end, and what it is charged. */
const endings: [name: string, end: (call: DrivenCall, response: Response) => Promise<void>, outcome: string][] = [
  ["its own terminal", async (call, response) => {
    call.event(chunk({}, "stop"));
    call.event(usageChunk());
    call.event("[DONE]");
    call.end();
    await response.text();
  }, "completed"],
  ["a stream that breaks off", async (call, response) => {
    call.error({ errorClass: "connection", detail: "reset" });
    await response.text();
  }, "failed"],
  ["the client's going", async (_, response) => {
    await response.body!.cancel();
  }, "cancelled"],
];

for (const [name, end, outcome] of endings) {
  test(`a streamed request's place is free again after ${name}, and nothing stays reserved`, async () => {
    await using scene = new LimitedGateway();
    for (let round = 1; round <= 2; round++) {
      const asked = scene.gateway.chat({ model: "open/gpt", stream: true, max_tokens: 30 });
      const call = await scene.upstream.next();
      call.head(200);
      call.event(chunk({ content: "Hello" }));
      const response = await asked;
      const refused = await scene.gateway.chat({ model: "open/gpt" });
      assert.deepEqual([refused.status, (await errorOf(refused)).code], [429, "concurrency_limit_exceeded"]);
      await end(call, response);
      await eventually(() => scene.open === 0);
      const record = scene.gateway.log.finished.at(-1)!;
      assert.equal(record.outcome, outcome);
      assert.deepEqual(await scene.standing("concurrent_requests"), { used: 0, reserved: 0 });
      const charged = scene.gateway.log.finished.reduce((sum, { charges }) => sum + (charges[0]?.nanoUsd ?? 0), 0);
      assert.ok(charged > 0);
      assert.deepEqual(await scene.standing("spend"), { used: charged, reserved: 0 });
      assert.equal(record.charges[0]!.nanoUsd, record.costNanoUsd);
    }
    assert.deepEqual(scene.gateway.limiter.health, { ledger: "reachable", open: 0, unsettled: 0 });
  });
}

test("a request that no provider answered gives everything back but that it was made", async () => {
  await using scene = new LimitedGateway({
    routes: { chat: { type: "target", provider: "open", model: "gpt", retries: 0 } },
  });
  const response = scene.gateway.chat({ model: "chat" });
  (await scene.upstream.next()).answer(400, { error: { message: "no" } });
  assert.equal((await response).status, 400);
  assert.equal(scene.open, 0);
  assert.deepEqual(await scene.standing("requests_per_minute"), { used: 1, reserved: 0 });
  assert.deepEqual(await scene.standing("tokens_per_minute"), { used: 0, reserved: 0 });
  assert.deepEqual(await scene.standing("spend"), { used: 0, reserved: 0 });
  assert.deepEqual(scene.gateway.log.only.charges, []);
});

test("a request that is charged nothing gives back what a renewal has held that nobody heard of", async () => {
  await using scene = new LimitedGateway({
    policies: [{ limits: [{ type: "spend", period: "day", maxNanoUsd: 1_000_000_000 }] }],
    routes: { chat: { type: "target", provider: "open", model: "gpt", retries: 0 } },
  });
  const response = scene.gateway.chat({ model: "chat" });
  const call = await scene.upstream.next();
  const { id, charges: [charge] } = scene.gateway.log.begun[0]!.record;
  const { counterKey, period, periodStart, periodEnd, nanoUsd } = charge!;
  const budget = { counterKey, max: 0, enforced: true, period, periodStart: periodStart!, periodEnd: periodEnd! };
  await scene.ledger.rebuild(scene.tenantId, "epoch-2", []);
  const claims = [{ type: "spend" as const, amount: nanoUsd, ...budget }];
  await scene.ledger.renew(scene.tenantId, [{ id, owner: "gateway", claims }], 60_000);
  assert.deepEqual(await scene.standing("spend"), { used: nanoUsd, reserved: nanoUsd });
  call.answer(400, { error: { message: "no" } });
  assert.equal((await response).status, 400);
  assert.deepEqual(await scene.standing("spend"), { used: 0, reserved: 0 });
});

test("a client that goes before the first byte is charged what the provider may charge for, and its place is free", async () => {
  await using scene = new LimitedGateway();
  const gone = new AbortController();
  const request = scene.gateway.request("/v1/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "open/gpt", messages: [{ role: "user", content: "Hello" }] }),
    signal: gone.signal,
  });
  const response = scene.gateway.handler(request);
  const call = await scene.upstream.next();
  gone.abort();
  await call.aborted;
  assert.equal((await response).status, 499);
  const record = scene.gateway.log.only;
  assert.equal(record.outcome, "cancelled");
  assert.equal(scene.open, 0);
  assert.deepEqual(await scene.standing("spend"), { used: record.costNanoUsd!, reserved: 0 });
  assert.equal(record.charges[0]!.nanoUsd, record.costNanoUsd);
});

test("50 requests at once spend no more than the budget, and no less than it but one request", async () => {
  // What is reserved is what is used: 9 tokens in and 2 out.
  const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
  const perRequest = 9 * 2_000 + 2 * 10_000;
  const budget = 20 * perRequest + perRequest / 2;
  await using scene = new LimitedGateway({
    policies: [{ limits: [{ type: "spend", period: "month", maxNanoUsd: budget }] }],
  });
  const statuses: number[] = [];
  const ask = async () => {
    const response = await scene.gateway.chat({ model: "open/gpt", max_tokens: 2 });
    statuses.push(response.status);
  };
  void (async () => {
    for (;;) {
      const call = await scene.upstream.next();
      call.answer(200, completion("hi", usage));
    }
  })();
  await Promise.all(Array.from({ length: 50 }, ask));
  for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 50 }, ask));
  const { used, reserved } = await scene.standing("spend");
  const charged = scene.gateway.log.finished.reduce((sum, { charges }) => sum + (charges[0]?.nanoUsd ?? 0), 0);
  assert.deepEqual([used, reserved, scene.open], [charged, 0, 0]);
  const passed = statuses.filter((status) => status === 200).length;
  assert.deepEqual([used, passed, scene.gateway.log.begun[0]!.nanoUsd], [20 * perRequest, 20, perRequest]);
});
