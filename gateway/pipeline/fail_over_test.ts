import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { errorOf, GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";
import type { ProviderFixture } from "../testing/tenant_fixture.ts";
import { ATTEMPTS_MAX } from "./course.ts";

const first = uuidv7(1);
const second = uuidv7(1);

function target(model: string, timeouts = {}): RouteNode {
  return { type: "target", provider: "a", model, timeouts };
}

/** A target that is not tried again. */
function once(model: string): RouteNode {
  return { type: "target", provider: "a", model, retries: 0 };
}

function gatewayWith(
  options: GatewayOptions,
): { gateway: GatewayFixture; upstream: DrivenUpstream; clock: ManualClock } {
  const upstream = new DrivenUpstream();
  const clock = new ManualClock();
  const providers: ProviderFixture[] = [{
    name: "a",
    kind: "openai",
    credentials: [{ credentialId: first, weight: 1 }],
  }];
  const secrets = { [first]: "sk-first", [second]: "sk-second" };
  return { gateway: new GatewayFixture({ upstream, clock, providers, secrets, ...options }), upstream, clock };
}

const fallback: RouteNode = { type: "fallback", children: [target("one"), target("two")] };

test("failOver() goes on to the next target after each class that the route takes", async () => {
  const failures: [name: string, status: number, errorClass: string][] = [
    ["rate limit", 429, "rate_limited"],
    ["overload", 503, "overloaded"],
    ["server error", 500, "server_error"],
    ["our credential", 401, "authentication"],
    ["unknown model", 404, "not_found"],
  ];
  for (const [name, status, errorClass] of failures) {
    const { gateway, upstream } = gatewayWith({ routes: { chat: fallback } });
    await using _ = gateway;
    const response = gateway.chat({ model: "chat" });
    (await upstream.next()).answer(status, { error: { message: name } });
    (await upstream.next()).answer(200, completion("hi"));
    const answered = await response;
    assert.equal(answered.status, 200, name);
    assert.equal(answered.headers.get("x-perpetuo-attempts"), "2", name);
    assert.equal(answered.headers.get("x-perpetuo-target"), "a/two", name);
    const record = gateway.log.only;
    assert.deepEqual(record.attempts.map((one) => [one.target.model, one.outcome, one.errorClass, one.status]), [
      ["one", "failed", errorClass, status],
      ["two", "completed", null, 200],
    ], name);
    assert.deepEqual(record.routePath, [
      { path: "", type: "fallback", chose: 1 },
      { path: "/children/1", type: "target" },
    ]);
    assert.equal(gateway.log.begun.length, 1, "one begin line a request, however many attempts");
  }
});

test("failOver() goes on after faults below HTTP and answers that make no sense", async () => {
  const { gateway, upstream } = gatewayWith({
    routes: { chat: { type: "fallback", children: ["one", "two", "three", "four"].map((model) => target(model)) } },
  });
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  (await upstream.next()).error({ errorClass: "connection", detail: "refused" });
  const cut = await upstream.next();
  cut.head(200);
  cut.data("{");
  cut.end();
  (await upstream.next()).answer(200, { error: { message: "no capacity", type: "server_error" } });
  (await upstream.next()).answer(200, completion("hi"));
  assert.equal((await response).status, 200);
  const classes = gateway.log.only.attempts.map(({ errorClass }) => errorClass);
  assert.deepEqual(classes, ["connection", "malformed", "server_error", null]);
});

test("failOver() gives a wrong request back at once, in the provider's own words and status", async () => {
  const { gateway, upstream } = gatewayWith({ routes: { chat: fallback } });
  await using _ = gateway;
  const response = gateway.chat({ model: "chat", temperature: 9 });
  const body = {
    error: { message: "temperature is too high", type: "invalid_request_error", param: "temperature", code: "x" },
  };
  (await upstream.next()).answer(422, body);
  const answered = await response;
  assert.deepEqual([answered.status, await answered.json()], [422, body]);
  assert.deepEqual([upstream.calls.length, gateway.log.only.status], [1, 422]);
  assert.deepEqual([gateway.log.only.outcome, gateway.log.only.errorCode], ["failed", "upstream_invalid_request"]);
});

test("failOver() tells the last failure, without a word that would blame the client's key", async () => {
  const cases: [status: number, answer: number, code: string][] = [
    [401, 502, "upstream_authentication"],
    [403, 502, "upstream_authentication"],
    [404, 404, "upstream_not_found"],
    [429, 429, "upstream_rate_limited"],
    [500, 502, "upstream_error"],
    [503, 503, "upstream_overloaded"],
    [529, 503, "upstream_overloaded"],
  ];
  for (const [status, answer, code] of cases) {
    const { gateway, upstream } = gatewayWith({ routes: { chat: once("gpt-4o") } });
    await using _ = gateway;
    const response = gateway.chat({ model: "chat" });
    (await upstream.next()).answer(status, { error: { message: "no" } }, { "retry-after": "7" });
    const answered = await response;
    assert.deepEqual([answered.status, (await errorOf(answered)).code], [answer, code]);
    assert.equal(answered.headers.get("x-should-retry"), "false");
    assert.equal(answered.headers.get("retry-after"), "7");
    assert.deepEqual([gateway.log.only.outcome, gateway.log.only.costNanoUsd], ["failed", 0]);
  }
});

test("failOver() tries the target's other credential when one is limited or refused, and prefers it next time", async () => {
  const credentials = [{ credentialId: first, weight: 1 }, { credentialId: second, weight: 1 }];
  const { gateway, upstream, clock } = gatewayWith({
    providers: [{ name: "a", kind: "openai", credentials }],
    random: () => 0,
  });
  await using _ = gateway;
  const limited = gateway.chat({ model: "a/gpt-4o" });
  const refused = await upstream.next();
  assert.equal(refused.request.headers.authorization, "Bearer sk-first");
  refused.answer(429, { error: { message: "slow down" } }, { "retry-after": "30" });
  const retried = await upstream.next();
  assert.equal(retried.request.headers.authorization, "Bearer sk-second");
  retried.answer(200, completion("hi"));
  assert.equal((await limited).status, 200);
  assert.deepEqual(gateway.log.only.attempts.map(({ credentialId }) => credentialId), [first, second]);

  const next = async () => {
    const response = gateway.chat({ model: "a/gpt-4o" });
    const call = await upstream.next();
    call.answer(200, completion("hi"));
    await response;
    return call.request.headers.authorization;
  };
  assert.equal(await next(), "Bearer sk-second", "the first one cools");
  await clock.advance(31_000);
  assert.equal(await next(), "Bearer sk-first");
});

test("failOver() skips a target without a usable credential, and says so when there is no other", async () => {
  const providers: ProviderFixture[] = [
    { name: "a", kind: "openai", credentials: [{ credentialId: uuidv7(1), weight: 1 }] },
    { name: "b", kind: "openai_compatible", baseUrl: "https://llm.example.com/v1" },
    { name: "c", kind: "bedrock" },
  ];
  const children: RouteNode[] = [
    target("one"),
    { type: "target", provider: "c", model: "x" },
    { type: "target", provider: "gone", model: "x" },
    { type: "target", provider: "b", model: "two" },
  ];
  const { gateway, upstream } = gatewayWith({ providers, routes: { chat: { type: "fallback", children } } });
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  const call = await upstream.next();
  assert.equal(call.request.headers.authorization, undefined);
  call.answer(200, completion("hi"));
  assert.equal((await response).status, 200);
  assert.deepEqual(gateway.log.only.attempts.map(({ errorClass }) => errorClass), [
    "authentication",
    "not_found",
    "not_found",
    null,
  ]);
  const codes = { "a/x": "credential_unavailable", "c/x": "provider_kind_unavailable" };
  for (const [model, code] of Object.entries(codes)) {
    assert.equal((await errorOf(await gateway.chat({ model }))).code, code);
  }
  assert.equal(gateway.log.finished.at(-1)!.outcome, "failed");
});

test("failOver() falls over when the first token does not come in time", async () => {
  const { gateway, upstream, clock } = gatewayWith({
    routes: { chat: { type: "fallback", children: [target("one", { firstTokenMs: 1_000 }), target("two")] } },
  });
  await using _ = gateway;
  for (const stream of [false, true]) {
    const response = gateway.chat({ model: "chat", stream });
    const silent = await upstream.next();
    if (stream) {
      silent.head(200);
      silent.data(": ping\n\n");
    }
    await clock.advance(1_100);
    await silent.aborted;
    (await upstream.next()).answer(400, { error: { message: "enough" } });
    assert.equal((await response).status, 400);
    const { attempts } = gateway.log.finished.at(-1)!;
    assert.equal(attempts[0]!.errorClass, "timeout");
    assert.ok(attempts[0]!.endMs >= 1_000 && attempts[0]!.endMs < 1_100);
    assert.equal(attempts[0]!.error, "no first token within 1000 ms");
  }
});

test("failOver() gives all attempts one deadline: the first target's total", async () => {
  const children = ["one", "two", "three"].map((model) => target(model, { totalMs: 3_000, firstTokenMs: 2_000 }));
  const { gateway, upstream, clock } = gatewayWith({ routes: { chat: { type: "fallback", children } } });
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  await upstream.next();
  await clock.advance(2_100);
  await upstream.next();
  await clock.advance(1_000);
  const answered = await response;
  assert.deepEqual([answered.status, (await errorOf(answered)).code], [504, "upstream_timeout"]);
  assert.equal(upstream.calls.length, 2);
  assert.ok(gateway.log.only.timings.totalMs < 3_200);
});

test("failOver() has a budget of attempts, whatever the route says", async () => {
  const children = Array.from({ length: 12 }, (_, index) => target(`model-${index}`));
  const { gateway, upstream } = gatewayWith({ routes: { chat: { type: "fallback", children } } });
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  for (let count = 0; count < ATTEMPTS_MAX; count++) (await upstream.next()).answer(500, { error: { message: "no" } });
  assert.equal((await response).status, 502);
  assert.equal(upstream.calls.length, ATTEMPTS_MAX);
});

test("failOver() leaves a provider that sends more than an answer can be", async () => {
  const { gateway, upstream } = gatewayWith({ routes: { chat: once("gpt-4o") } });
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  const call = await upstream.next();
  call.head(200);
  const piece = "x".repeat(8 * 1024 * 1024);
  for (let count = 0; count < 9; count++) call.data(piece);
  await call.aborted;
  assert.equal((await errorOf(await response)).code, "upstream_malformed");
});

test("failOver() stops when the client goes away, and leaves the provider at once", async () => {
  const { gateway, upstream, clock } = gatewayWith({ routes: { chat: fallback } });
  await using _ = gateway;
  const client = new AbortController();
  const response = gateway.handler(gateway.request("/v1/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "chat", messages: [{ role: "user", content: "hi" }] }),
    signal: client.signal,
  }));
  const call = await upstream.next();
  await clock.advance(200);
  client.abort();
  await call.aborted;
  assert.equal((await response).status, 499);
  assert.equal(upstream.calls.length, 1);
  const { outcome, status, errorCode, attempts, tokens, degradation } = gateway.log.only;
  assert.deepEqual([outcome, status, errorCode, attempts[0]!.outcome], [
    "cancelled",
    499,
    "client_closed_request",
    "cancelled",
  ]);
  assert.ok(tokens.input > 0 && tokens.output === 0, "the provider has read the prompt");
  assert.deepEqual(degradation, ["usage_estimated"]);
});
