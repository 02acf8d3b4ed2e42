import assert from "node:assert/strict";
import type OpenAI from "openai";
import { test } from "../../../testing/test.ts";
import type { AnswerPart, FinishReason } from "../../translation/answer_part.ts";
import type { AnswerContext } from "../../translation/client_codec.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { openaiSchema } from "../../wires/testing/openai_schema.ts";
import { readConversation } from "./read_conversation.ts";
import { randomParts } from "./testing/random_parts.ts";
import { writeAnswer } from "./write_answer.ts";

const context: AnswerContext = {
  body: {},
  model: "asked-for",
  usageAsked: false,
  created: 1_790_000_000,
  newId: (prefix) => `${prefix}new`,
};

const start: AnswerPart = { type: "start", id: "msg_1", model: "served" };
const finish: AnswerPart = { type: "finish", reason: "stop", stopSequence: null, tokens: null };

type Message = OpenAI.ChatCompletionMessage & Record<string, unknown>;

function write(...parts: AnswerPart[]): OpenAI.ChatCompletion {
  return writeAnswer(parts, context) as unknown as OpenAI.ChatCompletion;
}

function message(...parts: AnswerPart[]): Message {
  return write(start, ...parts, finish).choices[0]!.message as Message;
}

const call = (number: number, signature: (AnswerPart & { type: "tool_call" })["signature"] = null): AnswerPart => ({
  type: "tool_call",
  call: number,
  id: `t${number}`,
  name: "look",
  signature,
});

test("writeAnswer() puts text, thinking, calls and usage where clients look for them", () => {
  const tokens = { input: 7, output: 3, cacheRead: 2, cacheWrite: 1, reasoning: 1 };
  assert.deepEqual(
    write(
      start,
      { type: "thinking", text: "h" },
      { type: "thinking", text: "m" },
      { type: "text", text: "a" },
      call(0),
      call(1),
      { type: "tool_arguments", call: 1, json: "{}" },
      { type: "tool_arguments", call: 0, json: '{"at":' },
      { type: "tool_arguments", call: 0, json: "[1]}" },
      { type: "text", text: "b" },
      { type: "finish", reason: "tool_calls", stopSequence: null, tokens },
    ),
    {
      id: "msg_1",
      object: "chat.completion",
      created: 1_790_000_000,
      model: "served",
      choices: [{
        index: 0,
        message: {
          role: "assistant",
          content: "ab",
          refusal: null,
          reasoning_content: "hm",
          tool_calls: [
            { id: "t0", type: "function", function: { name: "look", arguments: '{"at":[1]}' } },
            { id: "t1", type: "function", function: { name: "look", arguments: "{}" } },
          ],
        },
        logprobs: null,
        finish_reason: "tool_calls",
      }],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 3,
        total_tokens: 10,
        prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 1 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    },
  );
});

test("writeAnswer() names what its provider does not name", () => {
  const { id, model } = write({ type: "start", id: null, model: null }, finish);
  assert.deepEqual([id, model], ["chatcmpl-new", "asked-for"]);
});

test("writeAnswer() says null instead of an empty text beside calls or a refusal", () => {
  assert.equal(message(call(0)).content, null);
  assert.equal(message({ type: "refusal", text: "No." }).content, null);
  assert.equal(message().content, "");
});

test("writeAnswer() maps every finish reason", () => {
  const table: [FinishReason, string][] = [
    ["stop", "stop"],
    ["stop_sequence", "stop"],
    ["length", "length"],
    ["tool_calls", "tool_calls"],
    ["content_filter", "content_filter"],
    ["refusal", "content_filter"],
  ];
  for (const [reason, expected] of table) {
    const ended: AnswerPart = { type: "finish", reason, stopSequence: null, tokens: null };
    assert.equal(write(start, ended).choices[0]!.finish_reason, expected);
  }
});

test("writeAnswer() writes citations of addresses as annotations, and leaves out those of documents", () => {
  const cited = { type: "url" as const, url: "https://a/b", citedText: null };
  const { annotations } = message(
    { type: "text", text: "abc" },
    { type: "citation", citation: { ...cited, title: "A", span: { start: 1, end: 3 } } },
    { type: "citation", citation: { ...cited, title: null, span: null } },
    { type: "citation", citation: { type: "document", document: 0, title: null, citedText: null, place: null } },
  );
  assert.deepEqual(annotations, [
    { type: "url_citation", url_citation: { start_index: 1, end_index: 3, title: "A", url: "https://a/b" } },
    { type: "url_citation", url_citation: { start_index: 3, end_index: 3, title: "https://a/b", url: "https://a/b" } },
  ]);
});

test("writeAnswer() writes messages that bring every signature back when they are given back", () => {
  const gemini = { by: "gemini" as const, value: "sign/+=" };
  const written = message(
    { type: "thinking", text: "one" },
    { type: "signature", signature: { by: "anthropic", value: "s1" } },
    { type: "redacted_thinking", data: { by: "anthropic", value: "r1" } },
    { type: "thinking", text: "two" },
    { type: "signature", signature: { by: "openai", value: "s2" } },
    { type: "signature", signature: gemini },
    { type: "thinking", text: "never signed" },
    { type: "text", text: "a" },
    call(0, gemini),
    { type: "tool_arguments", call: 0, json: "{}" },
  );
  const { turns } = readConversation(
    { messages: [written, { role: "tool", tool_call_id: written.tool_calls![0]!.id, content: "x" }] },
    new TranslationNotes(),
  );
  const path = (index: number) => `messages[0].reasoning_details[${index}]`;
  assert.deepEqual(turns[0]!.parts, [
    { type: "thinking", text: "one", signature: { by: "anthropic", value: "s1" }, path: path(0) },
    { type: "redacted_thinking", data: { by: "anthropic", value: "r1" }, path: path(1) },
    { type: "thinking", text: "two", signature: { by: "openai", value: "s2" }, path: path(2) },
    { type: "thinking", text: "", signature: gemini, path: path(3) },
    { type: "text", text: "a", path: "messages[0].content" },
    {
      type: "tool_call",
      id: "t0",
      name: "look",
      arguments: "{}",
      signature: gemini,
      path: "messages[0].tool_calls[0]",
    },
  ]);
  assert.ok(turns[1]?.parts[0]?.type === "tool_result" && turns[1].parts[0].callId === "t0");
});

test("writeAnswer() writes what OpenAI's own schema describes, whatever the parts", () => {
  const schema = openaiSchema("CreateChatCompletionResponse");
  for (let seed = 0; seed < 500; seed++) {
    const answer = writeAnswer(randomParts(seed), context);
    if (schema !== null) assert.equal(schema.safeParse(answer).error?.message, undefined, `seed ${seed}`);
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  }
});
