import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import type { ProviderCall } from "../wire.ts";

const adapter = testAdapter("anthropic");
const encode = (text: string) => new TextEncoder().encode(text);

function countCall(body: Record<string, unknown> = {}, more: Partial<ProviderCall> = {}): ProviderCall {
  const { max_tokens: _none, ...counted } = messagesCall(body).body;
  return messagesCall({}, {
    dialect: "anthropic_count_tokens",
    body: counted,
    bodyBytes: encode(JSON.stringify(counted)),
    ...more,
  });
}

test("anthropicCountTokensWire() asks for a count with the client's own bytes", () => {
  const prepared = adapter.prepare(countCall({ model: "served", tools: [] }, {
    header: (name) => name === "anthropic-version" ? "2026-10-21" : null,
  }));
  assert.ok(prepared.state === "ready");
  assert.equal(prepared.url, "https://provider.example/v1/messages/count_tokens");
  assert.deepEqual([prepared.headers["accept"], prepared.headers["anthropic-version"]], [
    "application/json",
    "2026-10-21",
  ]);
  assert.deepEqual(prepared.body, countCall({ model: "served", tools: [] }).bodyBytes);
});

test("anthropicCountTokensWire() leaves out overrides that a count is refused for", () => {
  const prepared = adapter.prepare(countCall({}, {
    overrides: { max_tokens: 5, temperature: 0, system: "Be brief.", stream: true, thinking: { type: "adaptive" } },
  }));
  assert.ok(prepared.state === "ready");
  assert.deepEqual(JSON.parse(new TextDecoder().decode(prepared.body)), {
    model: "served",
    messages: [{ role: "user", content: "hi" }],
    system: "Be brief.",
    thinking: { type: "adaptive" },
  });
});

test("anthropicCountTokensWire() passes a count on as it came, and has nothing to meter", () => {
  const bytes = encode('{ "input_tokens" : 2095, "unheard_of": 1 }');
  const answer = adapter.answer(countCall(), bytes);
  assert.ok(answer.state === "answered" && answer.bytes === bytes);
  assert.deepEqual(answer.facts, { tokens: null, modelServed: null, serviceTier: null });
});

test("anthropicCountTokensWire() tells a count from an error inside a 200 and from garbage", () => {
  const failed = adapter.answer(
    countCall(),
    encode('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'),
  );
  assert.ok(failed.state === "failed" && failed.fault.errorClass === "overloaded");
  for (const text of ["", "[]", "{}", '{"input_tokens":"5"}', '{"input_tokens":-1}', "<html>"]) {
    assert.equal(adapter.answer(countCall(), encode(text)).state, "malformed", text);
  }
});

test("anthropicCountTokensWire() passes an error body to the client, but not what is said of our credential", () => {
  const noHeaders = { get: () => null };
  const body = encode('{"type":"error","error":{"type":"invalid_request_error","message":"messages: required"}}');
  assert.equal(adapter.fault(countCall(), 400, noHeaders, body, 0).clientBody, body);
  assert.equal(adapter.fault(countCall(), 401, noHeaders, body, 0).clientBody, null);
});

test("anthropicCountTokensWire() streams nothing", () => {
  const sink = { bytes: () => {}, terminal: () => {}, fault: () => {} };
  assert.throws(() => adapter.answerStream(countCall(), sink));
});
