import assert from "node:assert/strict";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import type { AnswerCache } from "../cache/answer_cache.ts";
import { chunk, DrivenUpstream, usageChunk } from "../testing/driven_upstream.ts";
import { GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";

const credentialId = uuidv7(1);
const target: RouteNode = { type: "target", provider: "a", model: "gpt-4o" };

function cachingGateway(options: GatewayOptions = {}) {
  const upstream = new DrivenUpstream();
  const clock = new ManualClock();
  const gateway = new GatewayFixture({
    upstream,
    clock,
    providers: [{ name: "a", kind: "openai", credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-secret" },
    routes: { chat: target, plain: target },
    routeOptions: { chat: { cache: { ttlSeconds: 60, answerBytesMax: 4_096 } } },
    ...options,
  });
  return { gateway, upstream, clock };
}

const completion = (content: string) =>
  JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1_000, completion_tokens: 500, total_tokens: 1_500 },
  });

type Scene = ReturnType<typeof cachingGateway>;

/** Asks, and lets the provider answer: for requests that are expected to reach one. */
async function askProvider(scene: Scene, body: Record<string, unknown>, headers = {}): Promise<string> {
  const response = scene.gateway.chat({ model: "chat", ...body }, headers);
  const call = await scene.upstream.next();
  call.head(200);
  if (body["stream"] === true) {
    for (const event of [chunk({ role: "assistant", content: "" }), chunk({ content: "Hello" }), chunk({}, "stop")]) {
      call.event(event);
    }
    call.event(usageChunk());
    call.event("[DONE]");
  } else call.data(completion("Hello"));
  call.end();
  return await (await response).text();
}

test("consultCache() gives the very bytes again, on record with their tokens and without a cost", async () => {
  for (const stream of [false, true]) {
    const scene = cachingGateway();
    await using gateway = scene.gateway;
    const first = await askProvider(scene, { stream });
    await scene.clock.advance(2_500);
    const again = await gateway.chat({ model: "chat", stream });
    assert.equal(await again.text(), first);
    assert.equal(scene.upstream.calls.length, 1);
    const header = (name: string) => again.headers.get(name);
    assert.deepEqual([header("x-perpetuo-cache"), header("age"), header("x-perpetuo-target")], [
      "hit",
      "2",
      "a/gpt-4o",
    ]);
    assert.equal(header("content-type"), stream ? "text/event-stream; charset=utf-8" : "application/json");
    const [paid, free] = gateway.log.finished;
    assert.deepEqual([paid!.cacheHit, free!.cacheHit], [false, true]);
    assert.ok(paid!.costNanoUsd! > 0);
    assert.equal(free!.costNanoUsd, 0);
    assert.deepEqual(free!.tokens, paid!.tokens);
    assert.deepEqual([free!.outcome, free!.provider, free!.modelServed], ["completed", "a", paid!.modelServed]);
    assert.deepEqual(free!.attempts, []);
    assert.equal(gateway.handler.inFlight, 0);
  }
});

test("consultCache() asks again when the time is over, and for whatever differs", async () => {
  const scene = cachingGateway();
  await using _ = scene.gateway;
  await askProvider(scene, {});
  await askProvider(scene, { temperature: 0.5 });
  await askProvider(scene, { stream: true });
  await scene.clock.advance(60_000);
  await askProvider(scene, {});
  assert.equal(scene.upstream.calls.length, 4);
});

test("consultCache() heeds cache-control: no-store keeps nothing, no-cache keeps the new answer", async () => {
  const scene = cachingGateway();
  await using gateway = scene.gateway;
  await askProvider(scene, {}, { "cache-control": "no-store" });
  await askProvider(scene, {}, { "cache-control": "private, No-Cache" });
  assert.equal((await gateway.chat({ model: "chat" })).headers.get("x-perpetuo-cache"), "hit");
  await askProvider(scene, {}, { "cache-control": "no-store" });
  await askProvider(scene, {}, { "cache-control": "max-age=0" });
  assert.equal(scene.upstream.calls.length, 4);
});

test("consultCache() keeps nothing of a route without a cache, of a failure, or of what is too large", async () => {
  const scene = cachingGateway();
  await using gateway = scene.gateway;
  await askProvider(scene, { model: "plain" });
  assert.equal((await scene.gateway.log.untilFinished(1), gateway.log.finished[0]!.cacheHit), false);
  await askProvider(scene, { model: "plain" });

  for (const content of ["x".repeat(5_000), "short"]) {
    const response = gateway.chat({ model: "chat", seed: content.length });
    const call = await scene.upstream.next();
    call.head(content === "short" ? 400 : 200);
    call.data(content === "short" ? '{"error":{"message":"no"}}' : completion(content));
    call.end();
    await (await response).text();
    const body = { seed: content.length };
    await askProvider(scene, body);
  }
});

test("consultCache() keeps no stream that did not reach its end", async () => {
  const scene = cachingGateway();
  await using gateway = scene.gateway;
  const response = gateway.chat({ model: "chat", stream: true });
  const call = await scene.upstream.next();
  call.head(200);
  call.event(chunk({ content: "Hel" }));
  call.end();
  assert.match(await (await response).text(), /stream_interrupted/);
  await askProvider(scene, { stream: true });
  assert.equal(scene.upstream.calls.length, 2);
});

test("consultCache() goes on without a store that is away, and says so", async () => {
  const away: AnswerCache = {
    get: () => Promise.resolve({ state: "unavailable" }),
    put: () => {},
    close: () => Promise.resolve(),
  };
  const scene = cachingGateway({ answerCache: away });
  await using gateway = scene.gateway;
  await askProvider(scene, {});
  assert.deepEqual(gateway.log.only.degradation, ["cache_unavailable"]);
});
