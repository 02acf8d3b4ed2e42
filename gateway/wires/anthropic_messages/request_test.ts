import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const prepareAnthropicRequest = testAdapter("anthropic").prepare;

test("prepareAnthropicRequest() addresses the Messages API with the credential in its own header", () => {
  const prepared = prepareAnthropicRequest(chatCall({ stream: true, seed: 1 }, { model: "claude-opus-5" }));
  assert.ok(prepared.state === "ready");
  assert.equal(prepared.url, "https://provider.example/v1/messages");
  assert.deepEqual(prepared.headers, {
    "content-type": "application/json",
    "accept": "text/event-stream",
    "anthropic-version": "2023-06-01",
    "x-api-key": "secret-of-the-provider",
  });
  assert.deepEqual(prepared.droppedFields, ["seed"]);
  const body = JSON.parse(new TextDecoder().decode(prepared.body));
  assert.deepEqual([body.model, body.stream], ["claude-opus-5", true]);
});

test("prepareAnthropicRequest() passes a client's betas on, and sets overrides in the provider's words", () => {
  const prepared = prepareAnthropicRequest(chatCall({ user: "u" }, {
    header: (name) => name === "anthropic-beta" ? "context-1m" : name === "anthropic-version" ? "2026-10-21" : null,
    overrides: { max_tokens: 5, top_k: 3, metadata: null },
  }));
  assert.ok(prepared.state === "ready");
  assert.deepEqual(
    [prepared.headers["anthropic-beta"], prepared.headers["anthropic-version"]],
    ["context-1m", "2023-06-01"],
  );
  const body = JSON.parse(new TextDecoder().decode(prepared.body));
  assert.deepEqual([body.max_tokens, body.top_k, "metadata" in body], [5, 3, false]);
});

test("prepareAnthropicRequest() refuses what it cannot translate", () => {
  assert.equal(prepareAnthropicRequest(chatCall({ n: 3 })).state, "refused");
  assert.equal(prepareAnthropicRequest(chatCall({}, { dialect: "openai_embeddings" })).state, "refused");
});
