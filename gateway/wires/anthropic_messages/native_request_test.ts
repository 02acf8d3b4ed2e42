import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { sealSignature, signCallId } from "../../translation/signature.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import type { ProviderCall } from "../wire.ts";

const { prepare } = testAdapter("anthropic");

/** A call whose body is written with white space, large numbers and unknown fields that must stay. */
function spacedCall(text: string, more: Partial<ProviderCall> = {}): ProviderCall {
  return messagesCall({}, { body: JSON.parse(text), bodyBytes: new TextEncoder().encode(text), ...more });
}

function prepared(call: ProviderCall) {
  const result = prepare(call);
  assert.ok(result.state === "ready");
  const text = new TextDecoder().decode(result.body);
  return { ...result, text, json: JSON.parse(text) };
}

test("nativeRequest() changes the model alone, and nothing where it is right already", () => {
  const text =
    '{ "model" : "asked",\n"max_tokens":1e2, "x": [12345678901234567890, 1.0], "messages": [{"role":"user",' +
    '"content":"hi \\u00e9"}] }';
  const changed = prepared(spacedCall(text, { model: "claude-opus-5" }));
  assert.equal(changed.text, text.replace('"asked"', '"claude-opus-5"'));
  const call = spacedCall(text, { model: "asked" });
  const same = prepare(call);
  assert.ok(same.state === "ready" && same.body === call.bodyBytes);
  assert.deepEqual(same.droppedFields, []);
});

test("nativeRequest() sets overrides in place and takes out what they null", () => {
  const { json } = prepared(messagesCall({ top_k: 1, stop_sequences: ["x"] }, {
    overrides: { max_tokens: 5, top_k: null, thinking: { type: "disabled" } },
  }));
  assert.deepEqual(json, {
    max_tokens: 5,
    model: "served",
    messages: [{ role: "user", content: "hi" }],
    stop_sequences: ["x"],
    thinking: { type: "disabled" },
  });
});

test("nativeRequest() is addressed in the version and with the betas of the client", () => {
  const header = (name: string) =>
    ({ "anthropic-version": "2026-10-21", "anthropic-beta": "a-1,b-2" } as Record<string, string>)[name] ?? null;
  const { url, headers } = prepared(messagesCall({ stream: true }, { header }));
  assert.equal(url, "https://provider.example/v1/messages");
  assert.deepEqual(headers, {
    "content-type": "application/json",
    "accept": "text/event-stream",
    "anthropic-version": "2026-10-21",
    "anthropic-beta": "a-1,b-2",
    "x-api-key": "secret-of-the-provider",
  });
  assert.equal(prepared(messagesCall()).headers["anthropic-version"], "2023-06-01");
});

const own = { type: "thinking", thinking: "own", signature: "EqQBCgIYAhIM" };
const gemini = { by: "gemini", value: "of another" } as const;
const foreign = { type: "thinking", thinking: "foreign", signature: sealSignature(gemini) };
const unsigned = { type: "thinking", thinking: "unsigned", signature: "" };
const redacted = { type: "redacted_thinking", data: sealSignature({ by: "openai", value: "o" }) };
const ownRedacted = { type: "redacted_thinking", data: "EmwKAhgBEgy" };
const use = (id: string) => ({ type: "tool_use", id, name: "look", input: { at: 1 } });
const answer = (id: string) => ({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "x" }] });
const hi = { role: "user", content: "hi" };

test("nativeRequest() takes out what other providers signed, and reports the thinking", () => {
  const id = signCallId("call_1", gemini);
  const { json, droppedFields } = prepared(messagesCall({
    messages: [
      hi,
      { role: "assistant", content: [own, foreign, ownRedacted, redacted, unsigned, use(id)] },
      answer(id),
      { role: "assistant", content: [foreign] },
      hi,
    ],
  }));
  assert.deepEqual(json.messages, [
    hi,
    { role: "assistant", content: [own, ownRedacted, use("call_1")] },
    answer("call_1"),
    hi,
  ]);
  assert.deepEqual(droppedFields, [
    "messages[1].content[1]",
    "messages[1].content[3]",
    "messages[1].content[4]",
    "messages[3].content[0]",
  ]);
});

test("nativeRequest() changes ids in the bytes and nothing beside them", () => {
  const id = signCallId("call_1", gemini);
  const text =
    `{"model":"served", "max_tokens": 1e2,"messages":[${JSON.stringify(hi)}, {"role":"assistant","content":[` +
    `{"type":"tool_use","id":"${id}","name":"look","input":{"n":12345678901234567890}}]},${
      JSON.stringify(answer(id))
    }]}`;
  assert.equal(prepared(spacedCall(text)).text, text.replaceAll(id, "call_1"));
});

test("nativeRequest() ends thinking by budget inside an exchange whose own thinking is gone", () => {
  const thinking = { type: "enabled", budget_tokens: 1_024 };
  const exchange = (...content: unknown[]) => [hi, { role: "assistant", content: [...content, use("a")] }, answer("a")];
  const table: [unknown[], unknown, unknown, string[]][] = [
    [exchange(foreign), thinking, { type: "disabled" }, ["messages[1].content[0]", "thinking"]],
    [exchange(own, foreign), thinking, thinking, ["messages[1].content[1]"]],
    [[...exchange(foreign), { role: "assistant", content: "x" }, hi], thinking, thinking, ["messages[1].content[0]"]],
    [exchange(foreign), { type: "adaptive" }, { type: "adaptive" }, ["messages[1].content[0]"]],
    [exchange(), thinking, thinking, []],
  ];
  for (const [messages, asked, sent, dropped] of table) {
    const { json, droppedFields } = prepared(messagesCall({ messages, thinking: asked }));
    assert.deepEqual([json.thinking, droppedFields], [sent, dropped], JSON.stringify(messages));
  }
});

test("nativeRequest() leaves what only looks like a signature", () => {
  const call = messagesCall({
    model: "served",
    messages: [{ role: "user", content: [{ type: "text", text: "_ppsig_g_AAAA" }, null, 7] }, { role: "user" }, null],
  });
  const result = prepare(call);
  assert.ok(result.state === "ready" && result.body === call.bodyBytes);
});
