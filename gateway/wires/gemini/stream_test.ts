import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { readOfficially } from "../../dialects/anthropic_messages/testing/official_reader.ts";
import { streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { type ChatReading, readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = () => testAdapter("gemini");

/** What a client of chat completions hears of each stream. */
const streams: Record<string, Partial<ChatReading>> = {
  text: { text: "Grüße an „finishReason“ — 日本🙂.", finishReason: "stop" },
  thinking: { reasoning: "**Weighing**\nit up.", text: "Forty-two", finishReason: "stop" },
  tools_parallel: { text: "Looking.", finishReason: "tool_calls" },
  tool_without_arguments: {
    finishReason: "tool_calls",
    toolCalls: [{ id: "call_1", name: "list_files", arguments: "{}" }],
  },
  partial_arguments: { finishReason: "tool_calls" },
  cached_usage: { text: "ok", finishReason: "stop" },
  grounded: { text: "Zürich ist 🇨🇭. Bern auch.", finishReason: "stop" },
  max_tokens: { text: "One two", finishReason: "length" },
  safety: { text: "First you", finishReason: "content_filter" },
  blocked_prompt: { text: "", finishReason: "content_filter" },
  server_tools: { text: "It is 1.", finishReason: "stop" },
};

for (const [name, expected] of Object.entries(streams)) {
  test(`geminiWire() gives ${name} to a client of chat completions, however it is cut into chunks`, () => {
    const bytes = loadTestdata("gemini", name);
    for (const [mode, chunks] of wholeModes(bytes)) {
      const outcome = runStream(adapter(), streamCall(true), chunks());
      const what = `${name} ${mode}`;
      assert.ok(outcome.terminal && outcome.fault === null, what);
      assert.equal(outcome.content, name !== "blocked_prompt", what);
      const reading = readChatStream(outcome.bytes);
      assert.ok(reading.done && reading.usageChunks === 1, what);
      assert.deepEqual(reading.usage?.prompt_tokens, outcome.facts.tokens?.input, what);
      for (const [field, value] of Object.entries(expected)) {
        assert.deepEqual(reading[field as keyof ChatReading], value, `${what}: ${field}`);
      }
    }
  });

  test(`geminiWire() never takes a piece of ${name} without its finish reason for the whole`, () => {
    for (const piece of cuts(loadTestdata("gemini", name))) {
      const { terminal, fault, bytes } = runStream(adapter(), streamCall(), [piece]);
      assert.deepEqual([terminal, fault?.errorClass], [false, "malformed"], new TextDecoder().decode(piece.slice(-60)));
      assert.equal(readChatStream(bytes).finishReason, null);
    }
  });
}

test("geminiWire() gives back signatures through a client of messages, unchanged", async () => {
  for (const name of ["thinking", "tools_parallel"]) {
    const streamed = runStream(adapter(), messagesCall({ stream: true }), [loadTestdata("gemini", name)]);
    const message = await readOfficially(new TextDecoder().decode(streamed.bytes));
    const results = message.content.flatMap((block) =>
      block.type === "tool_use" ? [{ type: "tool_result", tool_use_id: block.id, content: "done" }] : []
    );
    const next = results.length > 0 ? results : "And then?";
    const messages = [
      { role: "user", content: "hi" },
      { role: "assistant", content: message.content },
      { role: "user", content: next },
    ];
    const prepared = adapter().prepare(messagesCall({ messages }, { model: "gemini-3-pro" }));
    assert.ok(prepared.state === "ready");
    const { contents } = JSON.parse(new TextDecoder().decode(prepared.body));
    const signatures = contents[1].parts.flatMap((part: { thoughtSignature?: string }) => part.thoughtSignature ?? []);
    assert.deepEqual(signatures, name === "thinking" ? ["c2lnbmF0dXJl+/8="] : ["c2ln"], name);
    if (name === "thinking") continue;
    assert.deepEqual(contents[2].parts, [
      { functionResponse: { id: "fc-1", name: "get_weather", response: { output: "done" } } },
      { functionResponse: { id: "fc-2", name: "get_time", response: { output: "done" } } },
    ]);
  }
});

test("geminiWire() reports an error inside a stream as a fault, after what came before it", () => {
  const before = runStream(adapter(), streamCall(), [loadTestdata("gemini", "error_before_content")]);
  assert.deepEqual([before.content, before.fault?.errorClass, before.fault?.status], [false, "overloaded", null]);
  const after = runStream(adapter(), streamCall(), [loadTestdata("gemini", "error_after_content")]);
  assert.deepEqual([readChatStream(after.bytes).text, after.fault?.errorClass], ["Half an answer", "server_error"]);
  assert.equal(after.fault?.message, "An internal error has occurred for key [redacted]");
  const call = runStream(adapter(), streamCall(), [loadTestdata("gemini", "malformed_call")]);
  assert.deepEqual([call.content, call.terminal, call.fault?.errorClass], [false, false, "malformed"]);
});

test("geminiWire() reports a body that is no event stream as a fault", () => {
  const table: [string, string][] = [
    ['{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}', "rate_limited"],
    ['{"candidates":[]}', "malformed"],
    ['[{"candidates":[]}]', "malformed"],
    ["<html>", "malformed"],
    ["", "malformed"],
  ];
  for (const [text, errorClass] of table) {
    const { fault } = runStream(adapter(), streamCall(), [new TextEncoder().encode(text)]);
    assert.equal(fault?.errorClass, errorClass, text);
  }
});
