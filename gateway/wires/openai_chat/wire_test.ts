import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { dataOfEvents } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testWireDependencies } from "../testing/wire_dependencies.ts";
import type { ProviderCall } from "../wire.ts";
import { openaiChatWire } from "./wire.ts";

const wire = openaiChatWire(testWireDependencies(), "compatible");
const decoder = new TextDecoder();
const encode = (text: string) => new TextEncoder().encode(text);

/** A call in Anthropic's dialect. */
function messagesCall(body: Record<string, unknown> = {}, more: Partial<ProviderCall> = {}): ProviderCall {
  return chatCall({ max_tokens: 100, ...body }, { dialect: "anthropic_messages", ...more });
}

/** What Anthropic's client understands from a stream, by the simplest means. */
function readMessages(bytes: Uint8Array) {
  const reading = { text: "", thinking: "", calls: [] as string[], stopReason: null, isStopped: false };
  for (const data of dataOfEvents(decoder.decode(bytes))) {
    const event = JSON.parse(data);
    if (event.type === "content_block_start" && event.content_block.type === "tool_use") {
      reading.calls.push(`${event.content_block.id} ${event.content_block.name} `);
    }
    if (event.type === "content_block_delta") {
      reading.text += event.delta.text ?? "";
      reading.thinking += event.delta.thinking ?? "";
      if (event.delta.type === "input_json_delta") reading.calls[reading.calls.length - 1] += event.delta.partial_json;
    }
    if (event.type === "message_delta") reading.stopReason = event.delta.stop_reason;
    if (event.type === "message_stop") reading.isStopped = true;
  }
  return reading;
}

test("openaiChatWire() writes another dialect's conversation, and sets overrides in chat's own words", () => {
  const call = messagesCall({ system: "Be kind.", temperature: 0.5, stream: true, top_k: 3 }, {
    settings: { preset: "groq" },
    overrides: { temperature: null, seed: 7 },
  });
  const request = wire.request(call);
  assert.ok(request.state === "ready");
  assert.deepEqual(JSON.parse(decoder.decode(request.body)), {
    model: "served",
    messages: [{ role: "system", content: "Be kind." }, { role: "user", content: "hi" }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 100,
    seed: 7,
  });
  assert.deepEqual(request.droppedFields, ["top_k"]);
});

test("openaiChatWire() answers in the client's dialect", () => {
  const message = {
    role: "assistant",
    content: "a",
    tool_calls: [{ id: "x", type: "function", function: { name: "look", arguments: '{"at":1}' } }],
  };
  const completion = {
    id: "i",
    model: "m",
    choices: [{ index: 0, message, finish_reason: "tool_calls" }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  };
  const answer = wire.answer(messagesCall(), encode(JSON.stringify(completion)));
  assert.ok(answer.state === "answered");
  const { type, content, stop_reason } = JSON.parse(decoder.decode(answer.bytes));
  assert.deepEqual([type, stop_reason], ["message", "tool_use"]);
  assert.deepEqual(content.map((block: { type: string }) => block.type), ["text", "tool_use"]);
  assert.deepEqual(answer.facts.tokens, { input: 3, output: 2, cacheRead: 0, cacheWrite: 0, reasoning: 0 });
});

test("openaiChatWire() tells another dialect's answer from an error and from garbage", () => {
  const nameless = '{"choices":[{"message":{"tool_calls":[{"id":"a","function":{"arguments":"{}"}}]}}]}';
  const broken = '{"choices":[{"message":{"content":"x"},"finish_reason":"error"}]}';
  const table: [string, string][] = [
    ['{"error":{"message":"m","code":429}}', "failed"],
    [broken, "failed"],
    [nameless, "failed"],
    ['{"choices":[]}', "malformed"],
    ["{}", "malformed"],
    ["[DONE]", "malformed"],
  ];
  for (const [text, state] of table) assert.equal(wire.answer(messagesCall(), encode(text)).state, state, text);
});

test("openaiChatWire() streams in the client's dialect, and never takes a piece for the whole", () => {
  const nothing = { text: "", thinking: "", calls: [], isStopped: true };
  const table: [string, object][] = [
    ["text", { ...nothing, text: 'Grüße an „error“ und "usage":{} — 日本🙂.', stopReason: "end_turn" }],
    ["compatible_reasoning", { ...nothing, thinking: "Let me think.", text: "42", stopReason: "end_turn" }],
    ["tool_without_arguments", { ...nothing, calls: ["call_a list_files {}"], stopReason: "tool_use" }],
    ["compatible_liberties", { ...nothing, text: "liberties", stopReason: "end_turn" }],
  ];
  const call = messagesCall({ stream: true });
  for (const [name, expected] of table) {
    const bytes = loadTestdata("openai_chat", name);
    for (const [mode, chunks] of wholeModes(bytes)) {
      const outcome = runStream(wire, call, chunks());
      assert.ok(outcome.terminal && outcome.content, `${name} ${mode}`);
      assert.deepEqual(readMessages(outcome.bytes), expected, `${name} ${mode}`);
    }
    for (const piece of cuts(bytes)) {
      const outcome = runStream(wire, call, [piece]);
      assert.deepEqual([outcome.terminal, readMessages(outcome.bytes).isStopped], [false, false], name);
    }
  }
});

test("openaiChatWire() gives no client of another dialect the provider's own error body", () => {
  const body = encode('{"error":{"message":"too long","type":"invalid_request_error"}}');
  const headers = { get: () => null };
  for (const [dialect, clientBody] of [["openai_chat", body], ["anthropic_messages", null]] as const) {
    const fault = wire.fault(messagesCall({}, { dialect }), 400, headers, body, 0);
    assert.deepEqual([fault.clientBody, fault.message, fault.errorClass], [clientBody, "too long", "invalid_request"]);
  }
  const streamed = runStream(wire, messagesCall({ stream: true }), [body]);
  assert.deepEqual([streamed.fault?.message, streamed.fault?.clientBody], ["too long", null]);
});
