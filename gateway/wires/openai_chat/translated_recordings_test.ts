import assert from "node:assert/strict";
import type OpenAI from "openai";
import { recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { chatCall, streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { openaiSchema } from "../testing/openai_schema.ts";
import { type ChatReading, readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import { translatedChat } from "./testing/translated_chat.ts";

const native = testAdapter("openai_compatible");
const folders = ["openai-chat", "xai", "groq", "deepseek-chat", "mistral", "moonshotai", "openai-compatible-chat"];

/** What must be the same whether bytes pass or are read and written anew. */
function essence({ text, reasoning, refusal, toolCalls, finishReason, done }: ChatReading) {
  // Calls have the numbers that their provider gave them; holes are nobody's.
  return { text, reasoning, refusal, toolCalls: toolCalls.filter((call) => call), finishReason, done };
}

/** The last usage in a stream in the counts that every answer of ours has. */
function counts(usage: OpenAI.CompletionUsage | null | undefined) {
  return {
    input: usage?.prompt_tokens,
    output: usage?.completion_tokens,
    cacheRead: usage?.prompt_tokens_details?.cached_tokens,
    reasoning: usage?.completion_tokens_details?.reasoning_tokens,
  };
}

for (const folder of folders) {
  test(`ChatPartReader and the chat writers say what the streams of ${folder} say`, () => {
    const schema = openaiSchema("CreateChatCompletionStreamResponse");
    for (const recording of recordings(folder) ?? []) {
      if (!recording.stream || !("choices" in recording.events[0]!)) continue;
      const recorded = readChatStream(recording.bytes);
      const passed = runStream(native, streamCall(), [recording.bytes]);
      for (const [mode, chunks] of wholeModes(recording.bytes)) {
        const outcome = runStream(translatedChat, streamCall(), chunks());
        const reading = readChatStream(outcome.bytes);
        assert.ok(outcome.terminal && outcome.content, `${recording.name} ${mode}`);
        assert.deepEqual(essence(reading), essence(recorded), `${recording.name} ${mode}`);
        assert.deepEqual(outcome.facts, passed.facts, `${recording.name} ${mode}`);
        const { tokens } = passed.facts;
        assert.deepEqual(counts(reading.usage), {
          input: tokens?.input,
          output: tokens?.output,
          cacheRead: tokens?.cacheRead,
          reasoning: tokens?.reasoning,
        });
        for (const chunk of schema === null ? [] : reading.chunks) {
          assert.equal(schema!.safeParse(chunk).error?.message, undefined, recording.name);
        }
      }
      for (const piece of cuts(recording.bytes)) {
        const outcome = runStream(translatedChat, streamCall(), [piece]);
        assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, "malformed"], recording.name);
        const cut = readChatStream(outcome.bytes);
        assert.deepEqual([cut.finishReason, cut.done], [null, false], recording.name);
      }
    }
  });

  test(`completionParts() and the chat writers say what the whole answers of ${folder} say`, () => {
    const schema = openaiSchema("CreateChatCompletionResponse");
    for (const recording of recordings(folder) ?? []) {
      const [event] = recording.events;
      if (recording.stream || !("choices" in event!)) continue;
      const completion = event as unknown as OpenAI.ChatCompletion;
      const answer = translatedChat.answer(chatCall(), event) as unknown as OpenAI.ChatCompletion;
      assert.deepEqual(said(answer), said(completion), recording.name);
      assert.deepEqual([answer.id, answer.model], [completion.id, completion.model], recording.name);
      const passed = native.answer(chatCall(), recording.bytes);
      assert.ok(passed.state === "answered");
      assert.equal(answer.usage?.prompt_tokens, passed.facts.tokens?.input);
      assert.equal(answer.usage?.completion_tokens, passed.facts.tokens?.output);
      if (schema !== null) assert.equal(schema.safeParse(answer).error?.message, undefined, recording.name);
    }
  });
}

/** What a whole answer says, Mistral's parts put together. */
function said({ choices: [choice] }: OpenAI.ChatCompletion) {
  const { content, refusal, tool_calls: calls = [], reasoning_content: reasoning } = choice!.message as
    & Omit<OpenAI.ChatCompletionMessage, "content">
    & { content: string | null | ContentPart[]; reasoning_content?: string };
  const parts: ContentPart[] = typeof content === "string" ? [{ type: "text", text: content }] : content ?? [];
  const thinking = parts.flatMap((part) => part.type === "thinking" ? part.thinking.map(({ text }) => text) : []);
  return {
    text: parts.flatMap((part) => part.type === "text" ? [part.text] : []).join(""),
    reasoning: reasoning ?? thinking.join(""),
    refusal: refusal ?? null,
    // Mistral leaves out the type.
    calls: (calls as OpenAI.ChatCompletionMessageFunctionToolCall[] ?? []).map((call) => [
      call.id,
      call.function.name,
      call.function.arguments,
    ]),
    finishReason: choice!.finish_reason,
  };
}

type ContentPart = { type: "text"; text: string } | { type: "thinking"; thinking: { text: string }[] };
