import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { DrivenUpstream } from "../testing/driven_upstream.ts";
import { errorOf, GatewayFixture } from "../testing/gateway_fixture.ts";

const credentialId = uuidv7(1);
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content: [{ type: "text", text: "Hello" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 2, cache_read_input_tokens: 5, cache_creation_input_tokens: 0 },
};

function anthropicGateway() {
  const upstream = new DrivenUpstream();
  const gateway = new GatewayFixture({
    upstream,
    providers: [
      { name: "claude", kind: "anthropic", credentials: [{ credentialId, weight: 1 }] },
      { name: "open", kind: "openai_compatible", baseUrl: "https://llm.example.com/v1" },
    ],
    secrets: { [credentialId]: "sk-ant-secret" },
    routes: {
      strict: {
        type: "fallback",
        on: ["invalid_request"],
        children: [
          { type: "target", provider: "claude", model: "claude-sonnet-4-5" },
          { type: "target", provider: "open", model: "llama" },
        ],
      },
    },
  });
  return { gateway, upstream };
}

test("translate() asks another provider in its own words, and says what it could not say", async () => {
  const { gateway, upstream } = anthropicGateway();
  await using _ = gateway;
  const response = gateway.chat({ model: "claude/claude-sonnet-4-5", seed: 4, logit_bias: { 1: 1 } });
  const call = await upstream.next();
  assert.equal(call.request.url, "https://api.anthropic.com/v1/messages");
  call.answer(200, message);
  const answered = await response;
  assert.deepEqual(answered.headers.get("x-perpetuo-dropped")!.split(",").toSorted(), ["logit_bias", "seed"]);
  const { choices, usage } = await answered.json();
  assert.deepEqual([choices[0].message.content, usage.prompt_tokens], ["Hello", 15]);
  const { tokens, costNanoUsd, droppedFields, modelServed } = gateway.log.only;
  assert.deepEqual(droppedFields.toSorted(), ["logit_bias", "seed"]);
  assert.deepEqual(tokens, { input: 15, output: 2, cacheRead: 5, cacheWrite: 0, reasoning: 0 });
  assert.deepEqual([costNanoUsd, modelServed], [10 * 3_000 + 5 * 300 + 2 * 15_000, "claude-sonnet-4-5-20250929"]);
});

test("translate() refuses what cannot be said, and nothing is sent", async () => {
  const { gateway, upstream } = anthropicGateway();
  await using _ = gateway;
  const response = await gateway.chat({ model: "claude/claude-sonnet-4-5", n: 3 });
  assert.deepEqual([response.status, (await errorOf(response)).code], [400, "feature_not_supported"]);
  assert.deepEqual([upstream.calls.length, gateway.log.only.outcome], [0, "denied"]);
});

test("translate() leaves a request that cannot be said to the next target, where the route says so", async () => {
  const { gateway, upstream } = anthropicGateway();
  await using _ = gateway;
  const response = gateway.chat({ model: "strict", n: 3 });
  const call = await upstream.next();
  assert.deepEqual([call.request.url, call.body.n], ["https://llm.example.com/v1/chat/completions", 3]);
  call.answer(200, { object: "chat.completion", choices: [{ message: { content: "Hello there" } }], model: "llama" });
  assert.equal((await response).headers.get("x-perpetuo-attempts"), "2");
  assert.deepEqual(gateway.log.only.attempts.map(({ errorClass }) => errorClass), ["invalid_request", null]);
  const { degradation, tokens, estimatedTokens } = gateway.log.only;
  assert.deepEqual(degradation, ["usage_estimated"], "a provider that tells no usage is estimated");
  assert.ok(tokens.input === estimatedTokens && tokens.output >= 2 && tokens.output <= 4);
});

test("translate() puts another dialect's refusal into the client's, without the provider's secret", async () => {
  const { gateway, upstream } = anthropicGateway();
  await using _ = gateway;
  const response = gateway.chat({ model: "claude/claude-sonnet-4-5", max_tokens: 9 });
  (await upstream.next()).answer(400, {
    type: "error",
    error: { type: "invalid_request_error", message: "max_tokens: too large for sk-ant-secret" },
  });
  const answered = await response;
  assert.equal(answered.status, 400);
  const error = await errorOf(answered);
  assert.equal(error.code, "upstream_invalid_request");
  assert.ok(error.message.includes("max_tokens") && !error.message.includes("sk-ant-secret"));
  assert.ok(!JSON.stringify(gateway.log.only).includes("sk-ant-secret"));
});
