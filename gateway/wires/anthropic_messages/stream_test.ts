import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { type ChatReading, readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const nowMs = Date.UTC(2026, 10, 23);
const adapter = testAdapter("anthropic", { now: () => nowMs });
const none = { cacheRead: 0, cacheWrite: 0, reasoning: 0 };

const streams: Record<string, { says: Partial<ChatReading>; tokens: object }> = {
  text: {
    says: { text: 'Grüße an "alle" 日本🙂.', finishReason: "stop" },
    tokens: { ...none, input: 21, output: 17 },
  },
  tools_parallel: {
    says: {
      text: "Looking.",
      finishReason: "tool_calls",
      toolCalls: [
        { id: "toolu_a", name: "get_weather", arguments: '{"city":"Bern"}' },
        { id: "toolu_b", name: "get_time", arguments: '{"zone":"Europe/Zurich"}' },
      ],
    },
    tokens: { ...none, input: 80, output: 41 },
  },
  tool_without_arguments: {
    says: {
      finishReason: "tool_calls",
      toolCalls: [
        { id: "toolu_a", name: "list_files", arguments: "{}" },
        { id: "toolu_b", name: "list_users", arguments: "{}" },
      ],
    },
    tokens: { ...none, input: 40, output: 6 },
  },
  thinking: {
    says: { reasoning: "Let me think.", text: "42", finishReason: "length" },
    tokens: { ...none, input: 30, output: 55, reasoning: 50 },
  },
  refusal: {
    says: { text: "", refusal: "This request was declined.", finishReason: "content_filter" },
    tokens: { ...none, input: 18, output: 5 },
  },
  cached_usage: {
    says: { text: "ok", finishReason: "stop" },
    // The last report replaces the first, and what it leaves out or calls null stays.
    tokens: { input: 6 + 128 + 2048, output: 3, cacheRead: 2048, cacheWrite: 128, reasoning: 0 },
  },
  server_tools: {
    says: { text: "Found.", toolCalls: [], finishReason: "stop" },
    tokens: { ...none, input: 50, output: 9 },
  },
  thinking_tools: {
    says: {
      reasoning: "Two calls.And one more.",
      text: "Looking.",
      finishReason: "tool_calls",
      toolCalls: [
        { id: "toolu_a", name: "look", arguments: '{"at":"Bern"}' },
        { id: "toolu_b", name: "list", arguments: "{}" },
      ],
    },
    tokens: { ...none, input: 40, output: 66 },
  },
  tools_whole: {
    says: {
      finishReason: "tool_calls",
      toolCalls: [
        { id: "toolu_a", name: "look", arguments: '{"at":"Bern"}' },
        { id: "toolu_b", name: "list", arguments: "{}" },
      ],
    },
    tokens: { ...none, input: 40, output: 9 },
  },
  citations: {
    says: { text: "See 🙂: grass is green, the sky blue", finishReason: "stop" },
    tokens: { ...none, input: 40, output: 31 },
  },
  stop_sequence: {
    says: { text: "one, two", finishReason: "stop" },
    tokens: { ...none, input: 12, output: 5 },
  },
  repeated_start: {
    says: { text: "Hello", finishReason: "stop" },
    tokens: { ...none, input: 17, output: 7 },
  },
};

for (const [name, expected] of Object.entries(streams)) {
  test(`anthropicAnswerStream() translates ${name}, however it is cut into chunks`, () => {
    for (const usageAsked of [true, false]) {
      for (const [mode, chunks] of wholeModes(loadTestdata("anthropic_messages", name))) {
        const outcome = runStream(adapter, streamCall(usageAsked), chunks());
        assert.ok(outcome.terminal && outcome.content && outcome.fault === null, mode);
        assert.deepEqual(outcome.facts.tokens, expected.tokens);
        const reading = readChatStream(outcome.bytes);
        for (const [field, value] of Object.entries(expected.says)) {
          assert.deepEqual(reading[field as keyof ChatReading], value, `${mode}: ${field}`);
        }
        assert.deepEqual([reading.done, reading.usageChunks], [true, usageAsked ? 1 : 0]);
        assert.equal(reading.chunks.filter((chunk) => chunk.choices[0]?.delta.role !== undefined).length, 1);
      }
    }
  });

  test(`anthropicAnswerStream() never takes a piece of ${name} for the whole`, () => {
    for (const piece of cuts(loadTestdata("anthropic_messages", name))) {
      const outcome = runStream(adapter, streamCall(), [piece]);
      assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, "malformed"]);
      const reading = readChatStream(outcome.bytes);
      assert.deepEqual([reading.finishReason, reading.done, reading.usage], [null, false, null]);
    }
  });
}

test("anthropicAnswerStream() writes chunks as OpenAI does", () => {
  const { bytes, facts } = runStream(adapter, streamCall(true), [loadTestdata("anthropic_messages", "cached_usage")]);
  const { chunks } = readChatStream(bytes);
  assert.deepEqual(chunks[0], {
    id: "msg_synthetic",
    object: "chat.completion.chunk",
    created: nowMs / 1_000,
    model: "claude-sonnet-4-6",
    choices: [{ index: 0, delta: { role: "assistant", content: "" }, logprobs: null, finish_reason: null }],
    usage: null,
  });
  assert.deepEqual(chunks.at(-1)?.usage, {
    prompt_tokens: 2182,
    completion_tokens: 3,
    total_tokens: 2185,
    prompt_tokens_details: { cached_tokens: 2048, cache_write_tokens: 128 },
    completion_tokens_details: { reasoning_tokens: 0 },
  });
  assert.deepEqual([facts.modelServed, facts.serviceTier], ["claude-sonnet-4-6", "priority"]);
});

test("anthropicAnswerStream() does not call a start, a ping or a role content", () => {
  const bytes = loadTestdata("anthropic_messages", "text");
  const blockStart = new TextDecoder().decode(bytes).indexOf("event: content_block_delta");
  assert.equal(runStream(adapter, streamCall(), [bytes.subarray(0, blockStart)]).content, false);
});

test("anthropicAnswerStream() calls a signature and hidden thinking content", () => {
  const events = [
    { type: "message_start", message: { id: "m", model: "c", usage: {} } },
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "x" } },
  ];
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  assert.equal(runStream(adapter, streamCall(), [new TextEncoder().encode(text)]).content, true);
});

test("anthropicAnswerStream() reports an error event as a fault, after what came before it", () => {
  const before = runStream(adapter, streamCall(), [loadTestdata("anthropic_messages", "error_before_content")]);
  assert.deepEqual([before.content, before.fault?.errorClass, before.fault?.message], [
    false,
    "overloaded",
    "Overloaded",
  ]);
  const after = runStream(adapter, streamCall(), [loadTestdata("anthropic_messages", "error_after_content")]);
  assert.equal(readChatStream(after.bytes).text, "Half an answer");
  assert.deepEqual(
    [after.fault?.errorClass, after.fault?.message],
    ["rate_limited", "Too many tokens for [redacted]"],
  );
});

test("anthropicAnswerStream() reads nothing after message_stop", () => {
  const bytes = loadTestdata("anthropic_messages", "text");
  const outcome = runStream(adapter, streamCall(), [bytes, loadTestdata("anthropic_messages", "error_before_content")]);
  assert.ok(outcome.terminal && outcome.fault === null);
});

test("anthropicAnswerStream() reports what is no event stream as a fault", () => {
  const table: [string, string][] = [
    ['{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', "overloaded"],
    ['{"type":"message","content":[]}', "malformed"],
    ["<html>", "malformed"],
    ["", "malformed"],
    ["event: message_start\ndata: {nonsense}\n\n", "malformed"],
  ];
  for (const [text, errorClass] of table) {
    const { fault } = runStream(adapter, streamCall(), [new TextEncoder().encode(text)]);
    assert.equal(fault?.errorClass, errorClass, text);
  }
});
