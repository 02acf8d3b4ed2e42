import assert from "node:assert/strict";
import type OpenAI from "openai";
import { test } from "../../../testing/test.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { AnswerContext } from "../../translation/client_codec.ts";
import { openaiSchema } from "../../wires/testing/openai_schema.ts";
import { type ChatReading, dataOfEvents, readChatStream } from "../../wires/testing/read_chat_stream.ts";
import type { ChatDelta } from "./chat_chunks.ts";
import { ChatStreamWriter } from "./stream_writer.ts";
import { randomParts } from "./testing/random_parts.ts";
import { writeAnswer } from "./write_answer.ts";

const context: AnswerContext = {
  body: {},
  model: "asked-for",
  usageAsked: true,
  created: 1_790_000_000,
  newId: (prefix) => `${prefix}new`,
};

/** The whole stream, and what the client is sent before the terminal. */
function write(parts: readonly AnswerPart[], usageAsked = true): { before: string; terminal: string } {
  const writer = new ChatStreamWriter({ ...context, usageAsked });
  const before = parts.slice(0, -1).map((part) => writer.write(part)).join("");
  assert.equal(writer.frames, dataOfEvents(before).length);
  return { before, terminal: writer.write(parts.at(-1)!) };
}

function read({ before, terminal }: { before: string; terminal: string }): ChatReading {
  return readChatStream(new TextEncoder().encode(before + terminal));
}

/** A field of every delta, put together as clients do that do not know what is in it. */
function listed(reading: ChatReading, field: "reasoning_details" | "annotations"): unknown[] {
  return reading.chunks.flatMap((chunk): unknown[] => {
    const delta: ChatDelta | undefined = chunk.choices[0]?.delta;
    return delta?.[field] ?? [];
  });
}

test("ChatStreamWriter begins with the role and ends with reason, usage and [DONE]", () => {
  const tokens = { input: 7, output: 3, cacheRead: 2, cacheWrite: 1, reasoning: 1 };
  const parts: AnswerPart[] = [
    { type: "start", id: "msg_1", model: "served" },
    { type: "text", text: "a" },
    { type: "text", text: "" },
    { type: "finish", reason: "stop_sequence", stopSequence: "END", tokens },
  ];
  const chunk = (choices: string, usage = ',"usage":null') =>
    `data: {"id":"msg_1","object":"chat.completion.chunk","created":1790000000,"model":"served","choices":[${choices}]${usage}}\n\n`;
  const choice = (delta: string, reason = "null") =>
    `{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${reason}}`;
  const usage = ',"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"prompt_tokens_details":' +
    '{"cached_tokens":2,"cache_write_tokens":1},"completion_tokens_details":{"reasoning_tokens":1}}';
  const { before, terminal } = write(parts);
  assert.equal(before, chunk(choice('{"role":"assistant","content":""}')) + chunk(choice('{"content":"a"}')));
  assert.equal(terminal, chunk(choice("{}", '"stop"')) + chunk("", usage) + "data: [DONE]\n\n");
  const unasked = write(parts, false);
  assert.equal(unasked.terminal, chunk(choice("{}", '"stop"'), "") + "data: [DONE]\n\n");
  assert.equal(read(unasked).usage, null);
});

test("ChatStreamWriter begins by itself when a provider gives no start", () => {
  const reading = read(write([
    { type: "text", text: "a" },
    { type: "finish", reason: "stop", stopSequence: null, tokens: null },
  ]));
  const [first] = reading.chunks;
  assert.deepEqual([first?.id, first?.model, first?.choices[0]?.delta.role], [
    "chatcmpl-new",
    "asked-for",
    "assistant",
  ]);
  assert.ok(read(write([{ type: "finish", reason: "stop", stopSequence: null, tokens: null }])).done);
});

test("ChatStreamWriter streams to the simplest reader what writeAnswer() says whole, whatever the parts", () => {
  for (let seed = 0; seed < 500; seed++) {
    const parts = randomParts(seed);
    const whole = writeAnswer(parts, context) as unknown as OpenAI.ChatCompletion;
    const [choice] = whole.choices;
    const message = choice!.message as OpenAI.ChatCompletionMessage & ChatDelta;
    const reading = read(write(parts));
    assert.deepEqual(
      {
        text: reading.text,
        reasoning: reading.reasoning,
        refusal: reading.refusal,
        toolCalls: reading.toolCalls,
        details: listed(reading, "reasoning_details"),
        annotations: listed(reading, "annotations"),
        finishReason: reading.finishReason,
        usage: reading.usage,
        usageChunks: reading.usageChunks,
        done: reading.done,
      },
      {
        text: message.content ?? "",
        reasoning: message.reasoning_content ?? "",
        refusal: message.refusal ?? "",
        toolCalls: (message.tool_calls ?? []).map((call) => ({
          id: call.id,
          ...(call as OpenAI.ChatCompletionMessageFunctionToolCall).function,
        })),
        details: message.reasoning_details ?? [],
        annotations: message.annotations ?? [],
        finishReason: choice!.finish_reason,
        usage: whole.usage ?? null,
        usageChunks: whole.usage === undefined ? 0 : 1,
        done: true,
      },
      `seed ${seed}`,
    );
  }
});

test("ChatStreamWriter writes chunks that OpenAI's own schema describes, whatever the parts", () => {
  const schema = openaiSchema("CreateChatCompletionStreamResponse");
  for (let seed = 0; schema !== null && seed < 200; seed++) {
    for (const chunk of read(write(randomParts(seed), seed % 2 === 0)).chunks) {
      assert.equal(schema.safeParse(chunk).error?.message, undefined, `seed ${seed}: ${JSON.stringify(chunk)}`);
    }
  }
});
