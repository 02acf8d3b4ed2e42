import assert from "node:assert/strict";
import { ChatStreamWriter } from "../../dialects/openai_chat/stream_writer.ts";
import { randomParts } from "../../dialects/openai_chat/testing/random_parts.ts";
import { test } from "../../../testing/test.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import { streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { dataOfEvents, readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { completionParts } from "./completion_parts.ts";
import { readParts, translatedChat } from "./testing/translated_chat.ts";

const decoder = new TextDecoder();
const options = { secret: null, newCallId: () => "call_new" };

function partsOf(name: string): AnswerPart[] {
  const data = dataOfEvents(decoder.decode(loadTestdata("openai_chat", name)));
  return readParts(data.flatMap((text) => text.trim() === "[DONE]" ? [] : [JSON.parse(text)]));
}

const tokens = (input: number, output: number, reasoning = 0) => ({
  input,
  output,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning,
});

const call = (number: number, id: string, name = "look"): AnswerPart => ({
  type: "tool_call",
  call: number,
  id,
  name,
  signature: null,
});

/** What each stream says between start and finish, and how it ends. */
const streams: Record<string, { parts: AnswerPart[]; finish: Partial<AnswerPart & { type: "finish" }> }> = {
  compatible_content_parts: {
    parts: [{ type: "thinking", text: "Two and two." }, { type: "text", text: "Four." }],
    finish: { reason: "stop", tokens: tokens(9, 12) },
  },
  compatible_reasoning_details: {
    parts: [
      { type: "thinking", text: "Let me look." },
      { type: "signature", signature: { by: "anthropic", value: "c2lnbmVk" } },
      { type: "redacted_thinking", data: { by: "anthropic", value: "ZW5jcnlwdGVk" } },
      {
        type: "tool_call",
        call: 0,
        id: "call_a",
        name: "look",
        signature: { by: "gemini", value: "dGhvdWdodA" },
      },
      { type: "tool_arguments", call: 0, json: '{"at":1}' },
    ],
    finish: { reason: "tool_calls", tokens: tokens(30, 20, 8) },
  },
  compatible_signed_behind_thinking: {
    parts: [
      { type: "thinking", text: "First this." },
      { type: "signature", signature: { by: "anthropic", value: "c2lnbmVk" } },
      { type: "text", text: "Done." },
    ],
    finish: { reason: "stop", tokens: tokens(5, 6) },
  },
  function_call: {
    parts: [call(0, "call_1"), { type: "tool_arguments", call: 0, json: '{"at":1}' }],
    finish: { reason: "tool_calls", tokens: tokens(8, 4) },
  },
  several_choices: {
    parts: [{ type: "text", text: "first answer" }],
    finish: { reason: "length", tokens: tokens(3, 4) },
  },
  compatible_calls_of_one_index: {
    parts: [
      call(0, "call_a"),
      { type: "tool_arguments", call: 0, json: '{"at":1}' },
      call(1, "call_b"),
      { type: "tool_arguments", call: 1, json: '{"at":2}' },
      call(2, "call_c", "list"),
      call(3, "call_d"),
      { type: "tool_arguments", call: 3, json: '{"at":4}' },
      call(4, "call_1", "nameless"),
      { type: "tool_arguments", call: 2, json: "{}" },
      { type: "tool_arguments", call: 4, json: "{}" },
    ],
    finish: { reason: "tool_calls", tokens: tokens(20, 30) },
  },
  annotations: {
    parts: [
      { type: "text", text: "It rains." },
      {
        type: "citation",
        citation: {
          type: "url",
          url: "https://example.org/weather",
          title: "Weather",
          citedText: null,
          span: { start: 0, end: 8 },
        },
      },
      {
        type: "citation",
        citation: { type: "url", url: "https://example.org/more", title: null, citedText: null, span: null },
      },
    ],
    finish: { reason: "stop", tokens: tokens(7, 5) },
  },
};

for (const [name, { parts, finish }] of Object.entries(streams)) {
  test(`ChatPartReader reads ${name}`, () => {
    assert.deepEqual(partsOf(name), [
      { type: "start", id: "chatcmpl-synthetic", model: "compatible-synthetic" },
      ...parts,
      { type: "finish", stopSequence: null, ...finish },
    ]);
  });

  test(`ChatPartReader never takes a piece of ${name} for the whole, and all of it however it is cut into chunks`, () => {
    const bytes = loadTestdata("openai_chat", name);
    const readings = wholeModes(bytes).map(([mode, chunks]) => {
      const outcome = runStream(translatedChat, streamCall(), chunks());
      assert.ok(outcome.terminal && outcome.content, mode);
      return readChatStream(outcome.bytes);
    });
    for (const reading of readings) assert.deepEqual(reading, readings[0]);
    for (const piece of cuts(bytes)) {
      const outcome = runStream(translatedChat, streamCall(), [piece]);
      assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, "malformed"]);
      assert.equal(readChatStream(outcome.bytes).finishReason, null);
    }
  });
}

test("ChatPartReader reads why an answer ended, and a plain stop behind calls as their call", () => {
  const calling = { tool_calls: [{ index: 0, id: "a", function: { name: "look", arguments: "{}" } }] };
  const table: [string | null, object, string][] = [
    ["stop", {}, "stop"],
    ["length", {}, "length"],
    ["content_filter", {}, "content_filter"],
    ["tool_calls", calling, "tool_calls"],
    ["function_call", calling, "tool_calls"],
    ["stop", calling, "tool_calls"],
    ["length", calling, "length"],
    ["model_length", {}, "length"],
    ["SAFETY", {}, "content_filter"],
    ["eos", {}, "stop"],
    ["toString", {}, "stop"],
    ["invented_tomorrow", calling, "tool_calls"],
    [null, {}, "stop"],
    [null, calling, "tool_calls"],
  ];
  for (const [reason, delta, expected] of table) {
    const last = readParts([{ choices: [{ delta, finish_reason: reason }] }]).at(-1);
    assert.ok(last?.type === "finish");
    assert.equal(last.reason, expected, String(reason));
  }
});

test("ChatPartReader reports errors in the stream, and an answer that its provider broke off", () => {
  const table: [string, string, string][] = [
    ["error_before_content", "", "server_error"],
    ["error_after_content", "Half an answer", "rate_limited"],
    ["compatible_broken_off", "Half an answ", "overloaded"],
  ];
  for (const [name, text, errorClass] of table) {
    for (const [mode, chunks] of wholeModes(loadTestdata("openai_chat", name))) {
      const outcome = runStream(translatedChat, streamCall(), chunks());
      assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, errorClass], `${name} ${mode}`);
      assert.deepEqual([readChatStream(outcome.bytes).text, outcome.fault?.clientBody], [text, null]);
    }
  }
});

test("ChatPartReader takes no answer for whole that has a call without a name", () => {
  const chunk = {
    choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: "a", function: { arguments: "{}" } }] } }],
  };
  const bytes = new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
  const outcome = runStream(translatedChat, streamCall(), [bytes]);
  assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, "malformed"]);
});

test("ChatPartReader reads what a gateway like this one streams, whatever the parts", () => {
  for (let seed = 0; seed < 300; seed++) {
    const writer = new ChatStreamWriter({
      body: {},
      model: "m",
      usageAsked: true,
      created: 0,
      newId: (it) => `${it}new`,
    });
    const written = randomParts(seed).map((part) => writer.write(part)).join("");
    const before = readChatStream(new TextEncoder().encode(written));
    const outcome = runStream(translatedChat, streamCall(), [new TextEncoder().encode(written)]);
    const after = readChatStream(outcome.bytes);
    const ended = before.finishReason === "stop" && before.toolCalls.length > 0 ? "tool_calls" : before.finishReason;
    assert.deepEqual({ ...after, chunks: [] }, { ...before, chunks: [], finishReason: ended }, `seed ${seed}`);
    assert.deepEqual(extensions(after), extensions(before), `seed ${seed}`);
  }
});

function extensions(reading: ReturnType<typeof readChatStream>): unknown[] {
  return reading.chunks.flatMap((chunk) => {
    const delta = chunk.choices[0]?.delta as Record<string, unknown> | undefined;
    return [delta?.["reasoning_details"], delta?.["annotations"]].filter((value) => value !== undefined);
  });
}

test("completionParts() reads a whole answer as its stream would be read", () => {
  const message = {
    role: "assistant",
    content: [{ type: "text", text: "a" }],
    reasoning: "hm",
    refusal: "No.",
    annotations: [{
      type: "url_citation",
      url_citation: { start_index: 0, end_index: 1, title: "A", url: "https://a" },
    }],
    tool_calls: [{ id: "x", type: "function", function: { name: "look", arguments: "" } }, {
      type: "function",
      function: { name: "list", arguments: { at: 1 } },
    }],
  };
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const parts = completionParts(
    { id: "i", model: "m", usage, choices: [{ index: 0, message, finish_reason: "tool_calls" }] },
    options,
  );
  assert.deepEqual(parts, [
    { type: "start", id: "i", model: "m" },
    { type: "thinking", text: "hm" },
    { type: "text", text: "a" },
    { type: "refusal", text: "No." },
    {
      type: "citation",
      citation: { type: "url", url: "https://a", title: "A", citedText: null, span: { start: 0, end: 1 } },
    },
    call(0, "x"),
    call(1, "call_new", "list"),
    { type: "tool_arguments", call: 1, json: '{"at":1}' },
    { type: "tool_arguments", call: 0, json: "{}" },
    { type: "finish", reason: "tool_calls", stopSequence: null, tokens: tokens(1, 2) },
  ]);
});
