import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { DrivenUpstream } from "../testing/driven_upstream.ts";
import { GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";

const credentialId = uuidv7(1);
const options: GatewayOptions = {
  providers: [
    { name: "mock", kind: "mock" },
    { name: "anthropic", kind: "anthropic", credentials: [{ credentialId, weight: 1 }] },
  ],
  secrets: { [credentialId]: "secret" },
};
const messages = [{ role: "user", content: "Say hello to the world." }];

function count(gateway: GatewayFixture, body: Record<string, unknown>): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ messages, ...body }) };
  return Promise.resolve(gateway.handler(gateway.request("/v1/messages/count_tokens", init)));
}

test("countTokens() answers by its estimate, and says so, where the target cannot count", async () => {
  const upstream = new DrivenUpstream();
  await using gateway = new GatewayFixture({ ...options, upstream });
  const response = await count(gateway, { model: "mock/demo", system: "Be brief." });
  const { input_tokens, ...rest } = await response.json();
  assert.deepEqual([response.status, rest], [200, {}]);
  assert.ok(input_tokens > 10 && input_tokens < 30, `${input_tokens}`);
  assert.equal(response.headers.get("x-perpetuo-degraded"), "tokens_estimated");
  assert.equal(response.headers.get("x-perpetuo-attempts"), null);
  assert.equal(response.headers.get("request-id"), gateway.log.only.id);
  assert.equal(upstream.calls.length, 0);
  const { outcome, status, provider, modelAsked, modelServed, attempts, tokens, costNanoUsd, estimatedTokens } =
    gateway.log.only;
  assert.deepEqual([outcome, status, provider, modelAsked, modelServed], ["completed", 200, "mock", "mock/demo", null]);
  assert.deepEqual([attempts, tokens.input, costNanoUsd, estimatedTokens], [[], 0, 0, input_tokens]);
  assert.deepEqual([gateway.log.begun.length, gateway.log.only.degradation], [0, ["tokens_estimated"]]);
});

test("countTokens() leaves a target that counts to do so, which costs nothing", async () => {
  const upstream = new DrivenUpstream();
  await using gateway = new GatewayFixture({ ...options, upstream });
  const answer = count(gateway, { model: "anthropic/claude-sonnet-5" });
  const call = await upstream.next();
  assert.match(call.request.url, /\/messages\/count_tokens$/);
  assert.equal(call.body["model"], "claude-sonnet-5");
  call.answer(200, { input_tokens: 2_095 });
  const response = await answer;
  assert.deepEqual(await response.json(), { input_tokens: 2_095 });
  assert.equal(response.headers.get("x-perpetuo-degraded"), null);
  const { outcome, tokens, costNanoUsd, degradation } = gateway.log.only;
  assert.deepEqual([outcome, tokens.input, costNanoUsd, degradation], ["completed", 0, 0, []]);
});

const mock: RouteNode = { type: "target", provider: "mock", model: "demo" };
const claude: RouteNode = { type: "target", provider: "anthropic", model: "claude-sonnet-5", retries: 0 };

test("countTokens() counts for the first target of a route, and never for one that cannot count", async () => {
  const upstream = new DrivenUpstream();
  const routes: Record<string, RouteNode> = {
    "mock-first": { type: "fallback", children: [mock, claude] },
    "claude-first": { type: "fallback", children: [claude, mock] },
  };
  await using gateway = new GatewayFixture({ ...options, upstream, routes });
  const estimated = await count(gateway, { model: "mock-first" });
  assert.deepEqual(
    [estimated.headers.get("x-perpetuo-route"), estimated.headers.get("x-perpetuo-degraded")],
    ["mock-first", "tokens_estimated"],
  );
  assert.equal(upstream.calls.length, 0);
  const failed = count(gateway, { model: "claude-first" });
  (await upstream.next()).answer(529, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
  const { status, headers } = await failed;
  assert.deepEqual([status, headers.get("x-perpetuo-target")], [503, "anthropic/claude-sonnet-5"]);
  assert.deepEqual(
    gateway.log.finished.map(({ attempts, outcome, errorCode, costNanoUsd }) => [
      attempts.length,
      outcome,
      errorCode,
      costNanoUsd,
    ]),
    [[0, "completed", null, 0], [1, "failed", "upstream_overloaded", 0]],
  );
});

test("countTokens() tells of a target that is not there as of any other", async () => {
  await using gateway = new GatewayFixture(options);
  const missing = await count(gateway, { model: "nothing/at-all" });
  assert.deepEqual([missing.status, (await missing.json()).error.type], [404, "not_found_error"]);
});
