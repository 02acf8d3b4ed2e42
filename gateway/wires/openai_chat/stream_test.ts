import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { streamCall } from "../testing/chat_call.ts";
import { runStream, type StreamOutcome } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("openai_compatible");
const none = { cacheRead: 0, cacheWrite: 0, reasoning: 0 };

/** What each stream says, and whether its usage is a chunk of its own. */
const streams: Record<string, { says: Partial<ReturnType<typeof readChatStream>>; tokens: object; pure: boolean }> = {
  text: {
    says: { text: 'Grüße an „error“ und "usage":{} — 日本🙂.', finishReason: "stop" },
    tokens: { ...none, input: 21, output: 17, reasoning: 5 },
    pure: true,
  },
  tools_parallel: {
    says: {
      finishReason: "tool_calls",
      toolCalls: [
        { id: "call_a", name: "get_weather", arguments: '{"city":"Bern"}' },
        { id: "call_b", name: "get_time", arguments: '{"zone":"Europe/Zurich","usage":{"prompt_tokens":9}}' },
      ],
    },
    tokens: { ...none, input: 80, output: 41 },
    pure: true,
  },
  tool_without_arguments: {
    says: { finishReason: "tool_calls", toolCalls: [{ id: "call_a", name: "list_files", arguments: "{}" }] },
    tokens: { ...none, input: 40, output: 6 },
    pure: true,
  },
  refusal: {
    says: { refusal: "I will not do that.", finishReason: "stop" },
    tokens: { ...none, input: 12, output: 8 },
    pure: true,
  },
  cached_usage: {
    says: { text: "ok" },
    tokens: { ...none, input: 2048, output: 3, cacheRead: 1920 },
    pure: true,
  },
  compatible_usage_on_last_choice: {
    says: { text: "All in one.", finishReason: "stop" },
    tokens: { ...none, input: 33, output: 7 },
    pure: false,
  },
  compatible_usage_on_every_chunk: {
    says: { text: "onetwothree", finishReason: "length" },
    tokens: { ...none, input: 5, output: 3, cacheRead: 4 },
    pure: false,
  },
  compatible_reasoning: {
    says: { reasoning: "Let me think.", text: "42", finishReason: "stop" },
    tokens: { input: 10, output: 101, cacheRead: 8, cacheWrite: 0, reasoning: 100 },
    pure: true,
  },
  compatible_liberties: {
    says: { text: "liberties", finishReason: "stop" },
    tokens: { ...none, input: 4, output: 2 },
    pure: true,
  },
};

/** Keeps a byte order mark. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function assertSays(outcome: StreamOutcome, expected: (typeof streams)[string], what: string): void {
  assert.ok(outcome.terminal && outcome.content && outcome.fault === null, what);
  assert.deepEqual(outcome.facts.tokens, expected.tokens, what);
  const reading = readChatStream(outcome.bytes);
  assert.ok(reading.done, what);
  for (const [field, value] of Object.entries(expected.says)) {
    assert.deepEqual(reading[field as keyof typeof reading], value, `${what}: ${field}`);
  }
}

for (const [name, expected] of Object.entries(streams)) {
  test(`OpenaiAnswerStream passes ${name} through byte for byte, however it is cut into chunks`, () => {
    const bytes = loadTestdata("openai_chat", name);
    for (const [mode, chunks] of wholeModes(bytes)) {
      const outcome = runStream(adapter, streamCall(true), chunks());
      assert.deepEqual(outcome.bytes, bytes, `${name} ${mode}`);
      assertSays(outcome, expected, `${name} ${mode}`);
    }
  });

  test(`OpenaiAnswerStream takes out of ${name} the usage chunk alone when nobody asked for it`, () => {
    const bytes = loadTestdata("openai_chat", name);
    for (const [mode, chunks] of wholeModes(bytes)) {
      const outcome = runStream(adapter, streamCall(false), chunks());
      assertSays(outcome, expected, `${name} ${mode}`);
      assert.equal(readChatStream(outcome.bytes).usageChunks, 0);
      if (!expected.pure) assert.deepEqual(outcome.bytes, bytes);
      else assert.equal(decode(outcome.bytes), withoutUsageChunk(bytes));
    }
  });

  test(`OpenaiAnswerStream never takes a piece of ${name} for the whole`, () => {
    for (const piece of cuts(loadTestdata("openai_chat", name))) {
      const outcome = runStream(adapter, streamCall(), [piece]);
      assert.equal(outcome.terminal, false, new TextDecoder().decode(piece.slice(-60)));
      assert.equal(outcome.fault?.errorClass, "malformed");
    }
  });
}

/** Takes the one event out whose JSON has no choices but usage, by the simplest means. */
function withoutUsageChunk(bytes: Uint8Array): string {
  return decode(bytes).replace(/data: ?\{[^\r\n]*"choices": ?\[\], ?"usage": ?\{[^\r\n]*(\r\n\r\n|\n\n)/, "");
}

test("OpenaiAnswerStream counts frames and tells content from what comes before it", () => {
  const bytes = loadTestdata("openai_chat", "text");
  assert.equal(runStream(adapter, streamCall(true), [bytes]).frames, 7);
  const role = bytes.subarray(0, bytes.indexOf(0x0a) + 2);
  assert.equal(runStream(adapter, streamCall(true), [role]).content, false);
});

test("OpenaiAnswerStream reports an error inside the stream as a fault, after what came before it", () => {
  const before = runStream(adapter, streamCall(), [loadTestdata("openai_chat", "error_before_content")]);
  assert.deepEqual([before.content, before.fault?.errorClass, before.frames], [false, "server_error", 1]);
  const after = runStream(
    adapter,
    streamCall(),
    wholeModes(loadTestdata("openai_chat", "error_after_content"))[1]![1](),
  );
  assert.equal(readChatStream(after.bytes).text, "Half an answer");
  assert.deepEqual([after.fault?.errorClass, after.fault?.status], ["rate_limited", null]);
  assert.equal(after.fault?.message, "Rate limit reached for key [redacted]");
});

test("OpenaiAnswerStream reports a body that is no event stream as a fault", () => {
  const table: [string, string, string | null][] = [
    ['{"error":{"message":"overloaded","type":"overloaded_error"}}', "overloaded", "overloaded"],
    ['\n {"error":{"message":"no credit","code":"insufficient_quota"}}', "rate_limited", "no credit"],
    ['{"object":"chat.completion","choices":[]}', "malformed", null],
    ["<html>502</html>", "malformed", null],
    ["", "malformed", null],
    ["data: nonsense\n\n", "malformed", null],
  ];
  for (const [text, errorClass, message] of table) {
    for (const [mode, chunks] of wholeModes(new TextEncoder().encode(text))) {
      const { fault, bytes } = runStream(adapter, streamCall(), chunks());
      assert.deepEqual([fault?.errorClass, decode(bytes).trim()], [errorClass, ""], `${text} ${mode}`);
      if (message !== null) assert.equal(fault?.message, message);
    }
  }
});

test("OpenaiAnswerStream reports garbage after the first content as a fault", () => {
  const text = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\ndata: {"choices":[{"del\n\n';
  const outcome = runStream(adapter, streamCall(), [new TextEncoder().encode(text)]);
  assert.deepEqual([outcome.content, outcome.fault?.errorClass], [true, "malformed"]);
});

test("OpenaiAnswerStream takes a terminal without its last line ends, and nothing after a terminal", () => {
  const content = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';
  for (const tail of ["data: [DONE]", "data: [DONE]\n", 'data: [DONE]\n\ndata: {"error":{}}\n\n']) {
    const outcome = runStream(adapter, streamCall(), [new TextEncoder().encode(content + tail)]);
    assert.ok(outcome.terminal && outcome.fault === null, tail);
    assert.ok(new TextDecoder().decode(outcome.bytes).trimEnd().endsWith("[DONE]"));
  }
});

test("OpenaiAnswerStream gives up on an event of more than 16 MiB", () => {
  const piece = new TextEncoder().encode("x".repeat(1024 * 1024));
  const chunks = [new TextEncoder().encode("data: {"), ...Array.from({ length: 17 }, () => piece)];
  assert.match(runStream(adapter, streamCall(), chunks).fault!.message, /16 MiB/);
});

test("OpenaiAnswerStream knows the model and the tier, and the tokens as far as they came", () => {
  const { facts } = runStream(adapter, streamCall(), [loadTestdata("openai_chat", "cached_usage")]);
  assert.deepEqual([facts.modelServed, facts.serviceTier], ["gpt-synthetic-2026-10-01", "priority"]);
  const bytes = loadTestdata("openai_chat", "compatible_usage_on_every_chunk");
  const half = runStream(adapter, streamCall(), [bytes.subarray(0, bytes.length >> 1)]);
  assert.equal(half.facts.tokens?.output, 1);
});
