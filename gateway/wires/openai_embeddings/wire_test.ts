import assert from "node:assert/strict";
import { recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import type { ProviderCall } from "../wire.ts";

const adapter = testAdapter("openai");
const encode = (text: string) => new TextEncoder().encode(text);

function embeddingsCall(text = '{"model":"asked","input":["one","two"]}', more: Partial<ProviderCall> = {}) {
  return chatCall({}, { dialect: "openai_embeddings", body: JSON.parse(text), bodyBytes: encode(text), ...more });
}

test("openaiEmbeddingsWire() asks at /embeddings with the client's own bytes, but for the model and overrides", () => {
  const text = '{ "input" : ["one"], "model":"asked", "encoding_format":"base64" }';
  const prepared = adapter.prepare(embeddingsCall(text, { overrides: { dimensions: 256 } }));
  assert.ok(prepared.state === "ready");
  assert.equal(prepared.url, "https://provider.example/v1/embeddings");
  assert.equal(
    new TextDecoder().decode(prepared.body),
    '{ "input" : ["one"], "model":"served", "encoding_format":"base64" ,"dimensions":256}',
  );
});

test("openaiEmbeddingsWire() passes an answer on as it came, and meters its input", () => {
  const answers = (recordings("openai-embedding") ?? []).map(({ bytes }) => bytes);
  answers.push(encode('{"object":"list","data":[],"model":"m","usage":{"prompt_tokens":12,"total_tokens":12}}'));
  for (const bytes of answers) {
    const answer = adapter.answer(embeddingsCall(), bytes);
    assert.ok(answer.state === "answered" && answer.bytes === bytes);
    assert.deepEqual(answer.facts.tokens, { input: 12, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 });
  }
});

test("openaiEmbeddingsWire() tells an answer from an error inside a 200 and from garbage", () => {
  const failed = adapter.answer(embeddingsCall(), encode('{"error":{"message":"no","type":"server_error"}}'));
  assert.ok(failed.state === "failed" && failed.fault.errorClass === "server_error");
  for (const text of ["", "[]", "{}", "<html>"]) {
    assert.equal(adapter.answer(embeddingsCall(), encode(text)).state, "malformed", text);
  }
});
