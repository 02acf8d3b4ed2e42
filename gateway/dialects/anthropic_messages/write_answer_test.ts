import assert from "node:assert/strict";
import type Anthropic from "@anthropic-ai/sdk";
import { test } from "../../../testing/test.ts";
import type { AnswerPart, FinishReason } from "../../translation/answer_part.ts";
import { sealSignature } from "../../translation/signature.ts";
import { answerContext } from "./testing/answer_parts.ts";
import { writeAnswer } from "./write_answer.ts";

const NO_TOKENS = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

function message(said: AnswerPart[], reason: FinishReason = "stop", more: Partial<Finish> = {}): Anthropic.Message {
  const parts: AnswerPart[] = [
    { type: "start", id: "chatcmpl-1", model: "gpt-5-2026" },
    ...said,
    { type: "finish", reason, stopSequence: null, tokens: NO_TOKENS, ...more },
  ];
  return writeAnswer(parts, answerContext()) as unknown as Anthropic.Message;
}

type Finish = Extract<AnswerPart, { type: "finish" }>;

const text = (text: string): AnswerPart => ({ type: "text", text });
const thinking = (text: string): AnswerPart => ({ type: "thinking", text });
const call: AnswerPart = { type: "tool_call", call: 0, id: "call_1", name: "look", signature: null };

test("writeAnswer() writes a message as Anthropic has it", () => {
  assert.deepEqual(message([text("Hel"), text("lo")]), {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "gpt-5-2026",
    content: [{ type: "text", text: "Hello", citations: null }],
    stop_reason: "end_turn",
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage: {
      input_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: null,
      output_tokens: 0,
      output_tokens_details: { thinking_tokens: 0 },
      server_tool_use: null,
      service_tier: null,
      inference_geo: null,
      speed: null,
    },
  });
});

test("writeAnswer() says how the answer ended", () => {
  const table: [said: AnswerPart[], reason: FinishReason, expected: Anthropic.StopReason][] = [
    [[text("a")], "stop", "end_turn"],
    [[text("a")], "stop_sequence", "stop_sequence"],
    [[text("a")], "length", "max_tokens"],
    [[call], "tool_calls", "tool_use"],
    [[call], "stop", "tool_use"],
    [[call], "length", "max_tokens"],
    [[], "content_filter", "refusal"],
    [[], "refusal", "refusal"],
    [[{ type: "refusal", text: "I won't" }], "stop", "refusal"],
  ];
  for (const [said, reason, expected] of table) {
    const { stop_reason, stop_sequence } = message(said, reason, { stopSequence: "END" });
    assert.equal(stop_reason, expected, reason);
    assert.equal(stop_sequence, expected === "stop_sequence" ? "END" : null);
  }
});

test("writeAnswer() gives a refusal as text, and as the reason", () => {
  const { content, stop_details } = message([{ type: "refusal", text: "I " }, { type: "refusal", text: "won't" }]);
  assert.deepEqual(content, [{ type: "text", text: "I won't", citations: null }]);
  assert.deepEqual(stop_details, { type: "refusal", category: null, explanation: "I won't" });
  assert.deepEqual(message([], "content_filter").stop_details, { type: "refusal", category: null, explanation: null });
});

test("writeAnswer() leaves cached tokens out of the input", () => {
  const tokens = { input: 100, output: 20, cacheRead: 30, cacheWrite: 10, reasoning: 5 };
  const { usage } = message([text("a")], "stop", { tokens });
  assert.deepEqual(
    [usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens, usage.output_tokens],
    [60, 30, 10, 20],
  );
  assert.equal(message([], "stop", { tokens: { ...tokens, input: 5 } }).usage.input_tokens, 0);
  assert.equal(message([], "stop", { tokens: null }).usage.input_tokens, 0);
});

test("writeAnswer() keeps Anthropic's signatures as they are and seals those of others", () => {
  const gemini = { by: "gemini", value: "CiQB+/=" } as const;
  const openai = { by: "openai", value: "gAAAA" } as const;
  const { content } = message([
    thinking("one "),
    thinking("two"),
    { type: "signature", signature: { by: "anthropic", value: "raw==" } },
    thinking("three"),
    { type: "redacted_thinking", data: openai },
    { type: "signature", signature: gemini },
    thinking("four"),
    { ...call, signature: gemini } as AnswerPart,
  ]);
  assert.deepEqual(content, [
    { type: "thinking", thinking: "one two", signature: "raw==" },
    { type: "thinking", thinking: "three", signature: "" },
    { type: "redacted_thinking", data: sealSignature(openai) },
    { type: "thinking", thinking: "", signature: sealSignature(gemini) },
    { type: "thinking", thinking: "four", signature: "" },
    { type: "tool_use", id: `call_1_${sealSignature(gemini)}`, name: "look", input: {}, caller: { type: "direct" } },
  ]);
});

test("writeAnswer() parses arguments, and keeps as text what is no object", () => {
  const table: [json: string[], input: unknown][] = [
    [[], {}],
    [["{}"], {}],
    [['{"a":', " [1]}", " \n"], { a: [1] }],
    [['{"a":'], { INVALID_JSON: '{"a":' }],
    [["[1]"], { INVALID_JSON: "[1]" }],
    [["7", "{}"], { INVALID_JSON: "7{}" }],
  ];
  for (const [json, input] of table) {
    const pieces = json.map((json): AnswerPart => ({ type: "tool_arguments", call: 0, json }));
    assert.deepEqual((message([call, ...pieces]).content[0] as Anthropic.ToolUseBlock).input, input, json.join(""));
  }
});

test("writeAnswer() puts sources to the text before them, and begins a new text behind them", () => {
  const page = { type: "url", url: "https://a.example", title: "A", citedText: null, span: null } as const;
  const place = { by: "pages", start: 2, end: 3 } as const;
  const document = { type: "document", document: 1, title: null, citedText: "so it is", place } as const;
  const { content } = message([
    { type: "citation", citation: page },
    text("One."),
    { type: "citation", citation: page },
    { type: "citation", citation: document },
    text("Two."),
    { type: "citation", citation: { ...document, place: { ...place, by: "characters" } } },
    { type: "citation", citation: { ...document, place: { ...place, by: "blocks" } } },
    { type: "citation", citation: { ...document, place: null } },
  ]);
  const quoted = { cited_text: "so it is", document_index: 1, document_title: null, file_id: null };
  assert.deepEqual(content, [
    {
      type: "text",
      text: "One.",
      citations: [
        { type: "web_search_result_location", url: page.url, title: "A", cited_text: "", encrypted_index: "" },
        { type: "page_location", ...quoted, start_page_number: 2, end_page_number: 3 },
      ],
    },
    {
      type: "text",
      text: "Two.",
      citations: [
        { type: "char_location", ...quoted, start_char_index: 2, end_char_index: 3 },
        { type: "content_block_location", ...quoted, start_block_index: 2, end_block_index: 3 },
        { type: "char_location", ...quoted, start_char_index: 0, end_char_index: 0 },
      ],
    },
  ]);
});

test("writeAnswer() keeps an id of Anthropic's kind, and the model's name where the provider gives none", () => {
  const context = answerContext();
  const finish: AnswerPart = { type: "finish", reason: "stop", stopSequence: null, tokens: null };
  const { id, model } = writeAnswer([{ type: "start", id: "msg_abc", model: null }, finish], context);
  assert.deepEqual([id, model], ["msg_abc", "served"]);
});
