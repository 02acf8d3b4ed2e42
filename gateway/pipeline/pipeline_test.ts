import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { uuidv7Milliseconds } from "../../shared/identifiers/uuid.ts";
import { errorOf, GatewayFixture } from "../testing/gateway_fixture.ts";
import { completion, DrivenUpstream } from "../testing/driven_upstream.ts";

test("completeChat() answers, and its record tells the whole story", async () => {
  const tree = { type: "target", provider: "mock", model: "demo" } as const;
  await using gateway = new GatewayFixture({ routes: { assistant: tree } });
  const response = await gateway.chat({ model: "assistant", user: "u-1", max_tokens: 50 }, {
    "x-perpetuo-tags": "team=blue, stage = test,broken",
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  assert.equal(response.status, 200);
  const answer = await response.json();
  assert.equal(answer.object, "chat.completion");
  const record = gateway.log.only;
  const { begun } = gateway.log;
  assert.equal(response.headers.get("x-request-id"), record.id);
  assert.equal(response.headers.get("x-perpetuo-revision"), "7-abababab");
  assert.equal(response.headers.get("x-perpetuo-target"), "mock/demo");
  assert.equal(response.headers.get("x-perpetuo-route"), "assistant");
  assert.equal(response.headers.get("x-perpetuo-attempts"), "1");
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(record.ts, uuidv7Milliseconds(record.id));
  assert.deepEqual(record.tags, { team: "blue", stage: "test" });
  assert.equal(record.traceId, "0af7651916cd43dd8448eb211c80319c");
  assert.deepEqual(record.revision, { number: 7, hash: "ab".repeat(32) });
  assert.deepEqual(record.routePath, [{ path: "", type: "target" }]);
  const { routeName, endUser, outcome, status, errorCode, modelAsked, modelServed, provider, providerKind } = record;
  assert.deepEqual(
    { routeName, endUser, outcome, status, errorCode, modelAsked, modelServed, provider, providerKind },
    {
      routeName: "assistant",
      endUser: "u-1",
      outcome: "completed",
      status: 200,
      errorCode: null,
      modelAsked: "assistant",
      modelServed: "demo",
      provider: "mock",
      providerKind: "mock",
    },
  );
  assert.equal(record.tokens.input, answer.usage.prompt_tokens);
  assert.equal(record.tokens.output, answer.usage.completion_tokens);
  assert.equal(record.costNanoUsd, record.tokens.input * 500 + record.tokens.output * 1_500);
  assert.equal(record.maxTokensAsked, 50);
  assert.ok(record.estimatedTokens > 5);
  assert.ok(record.timings.totalMs >= record.timings.overheadMs && record.timings.ttftMs !== null);
  assert.deepEqual(record.attempts.map(({ outcome, status, errorClass }) => [outcome, status, errorClass]), [[
    "completed",
    200,
    null,
  ]]);
  assert.equal(begun[0]!.record.outcome, "interrupted");
  assert.equal(begun[0]!.record.id, record.id);
  assert.deepEqual(begun[0]!.record.attempts, []);
  assert.equal(begun[0]!.nanoUsd, record.estimatedTokens * 500 + 50 * 1_500);
  assert.equal(gateway.events.filter(({ event }) => event === "request").length, 1);
});

test("completeChat() refuses what it cannot serve with a stable code, and records what has an owner", async () => {
  await using gateway = new GatewayFixture({ bodyBytesMax: 2_000, allowDirectModels: true });
  const good = { model: "mock/demo" };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const cases: [name: string, response: () => Promise<Response>, status: number, code: string, recorded: boolean][] = [
    ["no key", () => gateway.chat(good, { authorization: "none" }), 401, "missing_api_key", false],
    [
      "a key of another form",
      () => gateway.chat(good, { authorization: "Bearer sk-123" }),
      401,
      "invalid_api_key",
      false,
    ],
    ["no bearer", () => gateway.chat(good, { authorization: "Basic YTpi" }), 401, "invalid_api_key", false],
    [
      "an unknown key",
      () => gateway.chat(good, { authorization: `Bearer ppk_${"a".repeat(12)}_${"b".repeat(43)}` }),
      401,
      "invalid_api_key",
      false,
    ],
    [
      "a wrong secret",
      () => gateway.chat(good, { authorization: `Bearer ppk_${gateway.tenant.token.id}_${"b".repeat(43)}` }),
      401,
      "invalid_api_key",
      false,
    ],
    ["malformed JSON", () => gateway.chat("{"), 400, "invalid_json", true],
    ["no body", () => gateway.chat(""), 400, "invalid_json", true],
    [
      "no UTF-8",
      () =>
        gateway.handler(
          gateway.request("/v1/chat/completions", {
            method: "POST",
            body: new Uint8Array([0x22, 0xff, 0x22]),
            headers: { "content-type": "application/json" },
          }),
        ) as Promise<Response>,
      400,
      "invalid_json",
      true,
    ],
    ["no messages", () => gateway.chat({ ...good, messages: [] }), 400, "invalid_request", true],
    ["an unknown model", () => gateway.chat({ model: "nothing" }), 404, "model_not_found", true],
    ["an unknown provider", () => gateway.chat({ model: "nobody/demo" }), 404, "model_not_found", true],
    ["no model after the slash", () => gateway.chat({ model: "mock/" }), 404, "model_not_found", true],
    ["a large body", () => gateway.chat({ ...good, extra: "x".repeat(3_000) }), 413, "body_too_large", true],
    ["another content type", () => gateway.chat(good, form), 415, "unsupported_media_type", true],
  ];
  for (const [name, send, status, code, recorded] of cases) {
    const before = gateway.log.finished.length;
    const response = await send();
    assert.equal(response.status, status, name);
    const error = await errorOf(response);
    assert.equal(error.code, code, name);
    assert.equal(error.type, "invalid_request_error", name);
    assert.ok(!/\{\w+\}/.test(error.message), `${name}: ${error.message}`);
    assert.equal(response.headers.get("x-should-retry"), "false", name);
    assert.equal(gateway.log.finished.length - before, recorded ? 1 : 0, name);
    if (!recorded) continue;
    const record = gateway.log.finished.at(-1)!;
    assert.deepEqual(
      [record.outcome, record.status, record.errorCode, record.costNanoUsd],
      ["denied", status, code, 0],
      name,
    );
    assert.equal(response.headers.get("x-request-id"), record.id, name);
  }
  assert.equal(gateway.log.begun.length, 0);
  assert.equal(gateway.handler.inFlight, 0);
});

test("completeChat() records the refusal of a revoked and of an expired key", async () => {
  await using gateway = new GatewayFixture();
  gateway.tenant.entry = { ...gateway.tenant.entry, state: "revoked" };
  assert.equal((await errorOf(await gateway.chat({ model: "mock/demo" }))).code, "api_key_revoked");
  gateway.tenant.entry = { ...gateway.tenant.entry, state: "active", expiresAt: Date.now() - 1 };
  assert.equal((await errorOf(await gateway.chat({ model: "mock/demo" }))).code, "api_key_expired");
  gateway.tenant.entry = { ...gateway.tenant.entry, expiresAt: null };
  assert.equal((await gateway.chat({ model: "mock/demo" })).status, 200);
  const outcomes = gateway.log.finished.map((
    { outcome, errorCode, revision },
  ) => [outcome, errorCode, revision?.number]);
  assert.deepEqual(outcomes, [
    ["denied", "api_key_revoked", undefined],
    ["denied", "api_key_expired", undefined],
    ["completed", null, 7],
  ]);
});

test("completeChat() never answers 401 when it cannot know", async () => {
  await using gateway = new GatewayFixture();
  gateway.tenant.slow = true;
  gateway.tenant.lookup = { state: "unknown" };
  const unknown = await gateway.chat({ model: "mock/demo" });
  assert.deepEqual([unknown.status, unknown.headers.get("retry-after")], [503, "1"]);
  assert.equal((await errorOf(unknown)).code, "configuration_unavailable");
  gateway.tenant.lookup = null;
  gateway.tenant.current = null;
  assert.equal((await errorOf(await gateway.chat({ model: "mock/demo" }))).code, "configuration_unavailable");
  assert.deepEqual([gateway.log.only.outcome, gateway.log.only.revision], ["failed", null]);
});

test("completeChat() takes the key from either header, and asks the directory anew each time", async () => {
  await using gateway = new GatewayFixture();
  const key = gateway.tenant.token.token;
  const ways: Record<string, string>[] = [{ authorization: `bearer  ${key}` }, {
    authorization: "none",
    "x-api-key": key,
  }];
  for (const headers of ways) {
    assert.equal((await gateway.chat({ model: "mock/demo" }, headers)).status, 200);
  }
  gateway.tenant.entry = { ...gateway.tenant.entry, sha256: "0".repeat(64) };
  assert.equal((await gateway.chat({ model: "mock/demo" })).status, 401);
});

test("completeChat() goes past every route only where the project allows it", async () => {
  await using gateway = new GatewayFixture({ allowDirectModels: false });
  const response = await gateway.chat({ model: "mock/demo" });
  assert.deepEqual([response.status, (await errorOf(response)).code], [403, "direct_models_not_allowed"]);
  assert.equal(gateway.log.only.outcome, "denied");
});

test("completeChat() separates provider and model at the first slash", async () => {
  const upstream = new DrivenUpstream();
  const provider = { name: "or", kind: "openai_compatible", baseUrl: "https://llm.example.com/v1" } as const;
  await using gateway = new GatewayFixture({ upstream, providers: [provider] });
  const response = gateway.chat({ model: "or/meta/llama-3" });
  const call = await upstream.next();
  assert.equal(call.body.model, "meta/llama-3");
  assert.equal(call.request.url, "https://llm.example.com/v1/chat/completions");
  call.answer(200, completion("hi"));
  assert.equal((await response).headers.get("x-perpetuo-target"), "or/meta/llama-3");
  assert.equal(gateway.log.only.costNanoUsd, null, "a model without a known price is unpriced");
  assert.deepEqual(gateway.log.only.routePath, [{ path: "", type: "direct" }]);
});

test("completeChat() sheds load before the process drowns, and says when to come back", async () => {
  const upstream = new DrivenUpstream();
  await using gateway = new GatewayFixture({ upstream, requestsInFlightMax: 1 });
  const first = gateway.chat({ model: "mock/demo" });
  const call = await upstream.next();
  const second = await gateway.chat({ model: "mock/demo" });
  assert.deepEqual([second.status, second.headers.get("retry-after")], [503, "1"]);
  assert.equal(second.headers.get("x-should-retry"), "true");
  assert.equal((await errorOf(second)).code, "gateway_overloaded");
  assert.equal(gateway.log.only.outcome, "denied");
  call.answer(200, completion("hi"));
  assert.equal((await first).status, 200);
  assert.equal(gateway.handler.inFlight, 0);
});

test("completeChat() does not let a failure of its own look like anything else", async () => {
  const upstream = { send: () => assert.fail("a fault of the upstream"), close: () => Promise.resolve() };
  await using gateway = new GatewayFixture({ upstream });
  const response = await gateway.chat({ model: "mock/demo" });
  assert.equal(response.status, 500);
  const error = await errorOf(response);
  assert.equal(error.code, "internal_error");
  assert.ok(error.message.includes(gateway.log.only.id) && !error.message.includes("upstream"));
  assert.deepEqual([gateway.log.only.outcome, gateway.log.only.errorCode], ["failed", "internal_error"]);
  assert.ok(gateway.events.some(({ event, level }) => event === "request_fault" && level === "error"));
});

test("completeChat() counts the body and does not believe what is declared of it", async () => {
  await using gateway = new GatewayFixture({ bodyBytesMax: 1_000 });
  const body = () => JSON.stringify({ model: "mock/demo", messages: [], x: "x".repeat(2_000) });
  const stream = () => new Blob([body()]).stream();
  const json = { "content-type": "application/json" };
  const requests = [
    gateway.request("/v1/chat/completions", {
      method: "POST",
      headers: { ...json, "content-length": "10" },
      body: body(),
    }),
    gateway.request("/v1/chat/completions", { method: "POST", headers: json, body: stream() }),
    gateway.request("/v1/chat/completions", {
      method: "POST",
      headers: { ...json, "content-length": "5000" },
      body: "{}",
    }),
  ];
  for (const request of requests) assert.equal((await gateway.handler(request)).status, 413);
});

test("completeChat() is stale, and says so, while the feed is out of reach", async () => {
  await using gateway = new GatewayFixture();
  gateway.tenant.stale = true;
  const response = await gateway.chat({ model: "mock/demo" });
  assert.equal(response.headers.get("x-perpetuo-degraded"), "stale_snapshot");
  assert.deepEqual(gateway.log.only.degradation, ["stale_snapshot"]);
});

test("completeChat() survives a model's name that no header may hold", async () => {
  await using gateway = new GatewayFixture();
  const response = await gateway.chat({ model: "mock/d\u00e9mo\r\nx-evil: 1" });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-perpetuo-target"), "mock/d%C3%A9mo%0D%0Ax-evil:%201");
  assert.equal(response.headers.get("x-evil"), null);
});
