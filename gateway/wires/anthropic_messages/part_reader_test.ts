import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { dataOfEvents } from "../testing/read_chat_stream.ts";
import { messageParts } from "./message_parts.ts";
import { AnthropicPartReader } from "./part_reader.ts";

const none = { cacheRead: 0, cacheWrite: 0, reasoning: 0 };
const start: AnswerPart = { type: "start", id: "msg_synthetic", model: "claude-sonnet-4-6" };
const signature = (value: string): AnswerPart => ({ type: "signature", signature: { by: "anthropic", value } });

function finish(reason: string, input: number, output: number, stopSequence: string | null = null) {
  return { type: "finish", reason, stopSequence, tokens: { ...none, input, output } };
}

function readEvents(events: readonly Record<string, unknown>[]) {
  const reader = new AnthropicPartReader("secret-of-the-provider");
  const parts: AnswerPart[] = [];
  const faults = events.flatMap((event) => reader.read(event, (part) => parts.push(part)) ?? []);
  return { parts, faults, facts: reader.facts };
}

function readStream(name: string) {
  const text = new TextDecoder().decode(loadTestdata("anthropic_messages", name));
  return readEvents(dataOfEvents(text).map((data) => JSON.parse(data)));
}

test("AnthropicPartReader reads thinking with its signatures, and calls in between, in order", () => {
  assert.deepEqual(readStream("thinking_tools").parts, [
    start,
    { type: "thinking", text: "Two calls." },
    signature("Zmlyc3Q="),
    { type: "redacted_thinking", data: { by: "anthropic", value: "b3BhcXVl" } },
    signature("aGlkZGVu"),
    { type: "text", text: "Looking." },
    { type: "tool_call", call: 0, id: "toolu_a", name: "look", signature: null },
    { type: "tool_arguments", call: 0, json: '{"at":' },
    { type: "tool_arguments", call: 0, json: '"Bern"}' },
    { type: "thinking", text: "And one more." },
    signature("c2Vjb25k"),
    { type: "tool_call", call: 1, id: "toolu_b", name: "list", signature: null },
    { type: "tool_arguments", call: 1, json: "{}" },
    finish("tool_calls", 40, 66),
  ]);
});

test("AnthropicPartReader says where a text comes from once the text is whole", () => {
  const { parts } = readStream("citations");
  // The smiling face is two units long.
  const span = { start: 8, end: 22 };
  const rest = { start: 22, end: 36 };
  const document = { type: "document", title: null };
  assert.deepEqual(parts.map((part) => part.type === "citation" ? part.citation : part.type), [
    "start",
    "text",
    "text",
    "text",
    { type: "url", url: "https://example.org/grass", title: "Grass", citedText: "The grass is green.", span },
    "text",
    {
      ...document,
      document: 0,
      title: "Sky",
      citedText: "The sky is blue.",
      place: { by: "characters", start: 0, end: 16 },
    },
    { ...document, document: 1, citedText: "Blue.", place: { by: "pages", start: 3, end: 4 } },
    { ...document, document: 2, citedText: "Blue!", place: { by: "blocks", start: 0, end: 1 } },
    { type: "url", url: "https://example.org/sky", title: null, citedText: "Blue?", span: rest },
    "finish",
  ]);
  const text = parts.map((part) => part.type === "text" ? part.text : "").join("");
  assert.equal(text.slice(span.start, span.end), "grass is green");
  assert.equal(text.slice(rest.start, rest.end), ", the sky blue");
});

test("AnthropicPartReader gives every call its arguments, however the provider tells them", () => {
  assert.deepEqual(readStream("tools_whole").parts.slice(1, -1), [
    { type: "tool_call", call: 0, id: "toolu_a", name: "look", signature: null },
    { type: "tool_arguments", call: 0, json: '{"at":"Bern"}' },
    { type: "tool_call", call: 1, id: "toolu_b", name: "list", signature: null },
    // Its block was never ended.
    { type: "tool_arguments", call: 1, json: "{}" },
  ]);
});

test("AnthropicPartReader tells how the answer ended", () => {
  const table: [string, object][] = [
    ["stop_sequence", finish("stop_sequence", 12, 5, "three")],
    ["pause_turn", finish("stop", 50, 8)],
    ["refusal", finish("refusal", 18, 5)],
    ["text", finish("stop", 21, 17)],
  ];
  for (const [name, expected] of table) assert.deepEqual(readStream(name).parts.at(-1), expected, name);
  const reasons: [string, string][] = [
    ["end_turn", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["tool_use", "tool_calls"],
    ["invented_tomorrow", "stop"],
  ];
  for (const [stopReason, reason] of reasons) {
    const last = messageParts({ content: [], stop_reason: stopReason }).at(-1);
    assert.deepEqual(last, { type: "finish", reason, stopSequence: null, tokens: null });
  }
});

test("AnthropicPartReader starts once, and before anything else", () => {
  const { parts, facts } = readStream("repeated_start");
  assert.deepEqual(parts, [start, { type: "text", text: "Hello" }, finish("stop", 17, 7)]);
  assert.equal(facts.modelServed, "claude-sonnet-4-6");
  const without = readEvents([
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a" } },
    { type: "message_stop" },
  ]);
  assert.deepEqual(without.parts.map(({ type }) => type), ["start", "text", "finish"]);
});

test("AnthropicPartReader numbers calls on after a second start", () => {
  const call = { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "a", name: "x" } };
  const { parts } = readEvents([{ type: "message_start" }, call, { type: "message_start" }, call, {
    type: "message_stop",
  }]);
  assert.deepEqual(parts.flatMap((part) => part.type === "tool_arguments" ? [[part.call, part.json]] : []), [
    [0, "{}"],
    [1, "{}"],
  ]);
});

test("AnthropicPartReader takes errors for faults, a proxy's without a type too", () => {
  for (const type of ["error", undefined]) {
    const { faults } = readEvents([{
      type,
      error: { type: "overloaded_error", message: "at secret-of-the-provider" },
    }]);
    assert.deepEqual(faults.map(({ errorClass, message }) => [errorClass, message]), [["overloaded", "at [redacted]"]]);
  }
  assert.deepEqual(readEvents([{ type: "made_up", error: { message: "not ours" } }]).faults, []);
});

/** What the official client makes of a stream: a whole message, by the simplest means. */
function wholeMessage(name: string): Record<string, unknown> {
  // deno-lint-ignore no-explicit-any -- a stream's shape is what is looked at
  const events: any[] = dataOfEvents(new TextDecoder().decode(loadTestdata("anthropic_messages", name)))
    .map((data) => JSON.parse(data));
  // deno-lint-ignore no-explicit-any -- likewise
  const message: any = { usage: {} };
  for (const event of events) {
    if (event.type === "message_start") Object.assign(message, event.message, { content: [] });
    if (event.type === "content_block_start") message.content[event.index] = { ...event.content_block, json: "" };
    const block = message.content?.[event.index];
    if (event.delta?.type === "text_delta") block.text += event.delta.text;
    if (event.delta?.type === "thinking_delta") block.thinking += event.delta.thinking;
    if (event.delta?.type === "signature_delta") block.signature = event.delta.signature;
    if (event.delta?.type === "input_json_delta") block.json += event.delta.partial_json;
    if (event.delta?.type === "citations_delta") (block.citations ??= []).push(event.delta.citation);
    if (event.type === "content_block_stop" && block.json) block.input = JSON.parse(block.json);
    if (event.type === "message_delta") {
      Object.assign(message, event.delta);
      Object.assign(message.usage, event.usage);
    }
  }
  return message;
}

/** Neighbouring pieces put together, as far as they belong together. */
function joined(parts: readonly AnswerPart[]): AnswerPart[] {
  const result: AnswerPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if ((part.type === "text" || part.type === "thinking") && last?.type === part.type) last.text += part.text;
    else if (part.type === "tool_arguments" && last?.type === part.type) last.json += part.json;
    else result.push({ ...part });
  }
  return result;
}

const names = [
  "text",
  "citations",
  "thinking",
  "thinking_tools",
  "tools_parallel",
  "tools_whole",
  "tool_without_arguments",
  "server_tools",
  "refusal",
  "stop_sequence",
];

for (const name of names) {
  test(`messageParts() reads of a whole message what the stream of ${name} says`, () => {
    assert.deepEqual(joined(messageParts(wholeMessage(name))), joined(readStream(name).parts));
  });
}
