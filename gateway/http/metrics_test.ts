import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";

const internalSecret = "an-internal-secret-for-tests-0123456789";
const shown = { authorization: `Bearer ${internalSecret}` };

test("answerMetrics() tells requests, attempts and tokens, and nobody's names", async () => {
  await using gateway = new GatewayFixture({ internalSecret });
  const model = "mock/echo";
  const whole = await gateway.chat({ model });
  assert.equal(whole.status, 200, await whole.text());
  await (await gateway.chat({ model, stream: true })).text();
  const denied = await gateway.chat({ model: "no-such-model-of-anybody" });
  assert.equal(denied.status, 404);
  await denied.text();
  const stranger = await gateway.chat({ model }, { authorization: "Bearer nonsense" });
  await stranger.text();
  const response = await gateway.handler(gateway.request("/metrics", { headers: shown }));
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  for (
    const line of [
      'perpetuo_requests_total{dialect="openai_chat",provider_kind="mock",outcome="completed"} 2',
      'perpetuo_requests_total{dialect="openai_chat",provider_kind="none",outcome="denied"} 2',
      'perpetuo_responses_total{dialect="openai_chat",status="4xx"} 2',
      'perpetuo_request_errors_total{code="model_not_found"} 1',
      'perpetuo_request_errors_total{code="invalid_api_key"} 1',
      'perpetuo_attempts_total{provider_kind="mock",outcome="completed",error_class="none"} 2',
      'perpetuo_attempt_duration_seconds_count{provider_kind="mock"} 2',
      'perpetuo_request_duration_seconds_count{dialect="openai_chat",provider_kind="mock"} 2',
      'perpetuo_time_to_first_content_seconds_count{dialect="openai_chat",provider_kind="mock"} 2',
    ]
  ) assert.ok(text.includes(`${line}\n`), `${line} is not in\n${text}`);
  assert.match(text, /perpetuo_tokens_total\{provider_kind="mock",type="output"\} [1-9]/);
  const { entry, token } = gateway.tenant;
  for (const name of [entry.tenantId, entry.projectId, entry.apiKeyId, token.id, "echo", "no-such-model"]) {
    assert.ok(!text.includes(name), `${name} is a label`);
  }
});

test("recordEnding() logs one event a request, with the ids that lead to its record and trace", async () => {
  await using gateway = new GatewayFixture();
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const response = await gateway.chat({ model: "mock/echo" }, { traceparent });
  await response.text();
  const events = gateway.events.filter(({ event }) => event === "request");
  assert.equal(events.length, 1);
  assert.equal(events[0]!.fields["requestId"], response.headers.get("x-request-id"));
  assert.equal(events[0]!.fields["traceId"], "0af7651916cd43dd8448eb211c80319c");
});

test("answerMetrics() is not there for whoever does not show the secret", async () => {
  await using gateway = new GatewayFixture({ internalSecret });
  for (const headers of [new Headers(), { authorization: "none" }, { authorization: `Bearer ${internalSecret}x` }]) {
    const response = await gateway.handler(gateway.request("/metrics", { headers }));
    assert.equal(response.status, 404);
    await response.text();
  }
  gateway.dependencies.metricsAccess = "open";
  assert.equal((await gateway.handler(gateway.request("/metrics"))).status, 200);
  gateway.dependencies.metricsAccess = "off";
  assert.equal((await gateway.handler(gateway.request("/metrics", { headers: shown }))).status, 404);
});

test("answerMetrics() tells nobody when no secret is set and none is asked to be open", async () => {
  await using gateway = new GatewayFixture();
  assert.equal((await gateway.handler(gateway.request("/metrics", { headers: shown }))).status, 404);
});
