import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import type { ProviderCall } from "../wire.ts";

const adapter = testAdapter("gemini");

function embeddingsCall(body: Record<string, unknown>, more: Partial<ProviderCall> = {}): ProviderCall {
  const whole = { model: "asked", ...body };
  return chatCall({}, { dialect: "openai_embeddings", body: whole, model: "gemini-embedding-001", ...more });
}

function prepare(call: ProviderCall) {
  const prepared = adapter.prepare(call);
  assert.ok(prepared.state === "ready");
  return { ...prepared, said: JSON.parse(new TextDecoder().decode(prepared.body)) };
}

function answer(call: ProviderCall, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return adapter.answer(call, new TextEncoder().encode(text));
}

test("geminiEmbeddingsWire() asks for each text by itself, in one batch", () => {
  const { said, url, droppedFields } = prepare(embeddingsCall({
    input: ["a", "b"],
    dimensions: 256,
    encoding_format: "base64",
    user: "u",
    metadata: {},
  }, { overrides: { taskType: "RETRIEVAL_QUERY" } }));
  const request = { model: "models/gemini-embedding-001", outputDimensionality: 256, taskType: "RETRIEVAL_QUERY" };
  assert.deepEqual(said, {
    requests: [
      { ...request, content: { parts: [{ text: "a" }] } },
      { ...request, content: { parts: [{ text: "b" }] } },
    ],
  });
  assert.ok(url.endsWith("/models/gemini-embedding-001:batchEmbedContents"));
  assert.deepEqual(droppedFields, ["user"]);
  assert.equal(prepare(embeddingsCall({ input: "one" })).said.requests.length, 1);
});

test("geminiEmbeddingsWire() refuses tokens, which are another model's", () => {
  for (const input of [[1, 2], [[1, 2], [3]], ["a", [1]]]) {
    const prepared = adapter.prepare(embeddingsCall({ input }));
    assert.ok(prepared.state === "refused");
    assert.match(prepared.detail, /^'input' must be text/);
  }
});

test("geminiEmbeddingsWire() answers with vectors as numbers or in base64, as was asked", () => {
  const body = { embeddings: [{ values: [0.5, -2] }, { values: [1, 0] }], usageMetadata: { promptTokenCount: 7 } };
  const asked = { input: ["a", "b"] };
  const floats = answer(embeddingsCall(asked), body);
  assert.ok(floats.state === "answered");
  assert.deepEqual(JSON.parse(new TextDecoder().decode(floats.bytes)), {
    object: "list",
    data: [
      { object: "embedding", index: 0, embedding: [0.5, -2] },
      { object: "embedding", index: 1, embedding: [1, 0] },
    ],
    model: "gemini-embedding-001",
    usage: { prompt_tokens: 7, total_tokens: 7 },
  });
  assert.deepEqual(floats.facts.tokens, { input: 7, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 });
  const coded = answer(embeddingsCall({ ...asked, encoding_format: "base64" }), body);
  assert.ok(coded.state === "answered");
  const [first] = JSON.parse(new TextDecoder().decode(coded.bytes)).data;
  // 0.5 and -2 as 32-bit floats, little end first.
  assert.deepEqual([...Uint8Array.fromBase64(first.embedding)], [0, 0, 0, 0x3f, 0, 0, 0, 0xc0]);
});

test("geminiEmbeddingsWire() leaves tokens to be estimated where Gemini does not count them", () => {
  const uncounted = answer(embeddingsCall({ input: "a few words" }), { embeddings: [{ values: [1] }] });
  assert.ok(uncounted.state === "answered");
  assert.equal(uncounted.facts.tokens, null);
  const { usage } = JSON.parse(new TextDecoder().decode(uncounted.bytes));
  assert.ok(usage.prompt_tokens > 0 && usage.total_tokens === usage.prompt_tokens);
  const statistics = (tokenCount: number) => ({ values: [1], statistics: { tokenCount } });
  const counted = answer(embeddingsCall({ input: ["a", "b"] }), { embeddings: [statistics(2), statistics(3)] });
  assert.ok(counted.state === "answered");
  assert.equal(counted.facts.tokens?.input, 5);
});

test("geminiEmbeddingsWire() tells errors and what is no answer from answers", () => {
  const call = embeddingsCall({ input: ["a", "b"] });
  const failed = answer(call, { error: { code: 429, message: "m", status: "RESOURCE_EXHAUSTED" } });
  assert.ok(failed.state === "failed" && failed.fault.errorClass === "rate_limited");
  for (const body of ["", "[]", "{}", { embeddings: [{ values: [1] }] }, { embeddings: [{ values: [] }, {}] }]) {
    assert.equal(answer(call, body).state, "malformed", JSON.stringify(body));
  }
});
