import assert from "node:assert/strict";
import OpenAI from "openai";
import { test } from "../../../testing/test.ts";
import { streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { readChatStream } from "../testing/read_chat_stream.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import { finalMessage } from "./testing/final_message.ts";

const names = [
  "text",
  "tools_parallel",
  "tool_without_arguments",
  "thinking",
  "refusal",
  "cached_usage",
  "server_tools",
  "thinking_tools",
  "citations",
  "stop_sequence",
  "tools_whole",
];

for (const name of names) {
  test(`anthropicAnswerStream() writes ${name} so that the official OpenAI client understands it`, async () => {
    const { bytes } = runStream(testAdapter("anthropic", { now: () => 0 }), streamCall(true), [
      loadTestdata("anthropic_messages", name),
    ]);
    const client = new OpenAI({
      apiKey: "unused",
      maxRetries: 0,
      fetch: () => Promise.resolve(new Response(bytes, { headers: { "content-type": "text/event-stream" } })),
    });
    const stream = client.chat.completions.stream({
      model: "claude",
      messages: [{ role: "user", content: "hi" }],
      stream_options: { include_usage: true },
    });
    const completion = await stream.finalChatCompletion();
    const reading = readChatStream(bytes);
    const { message, finish_reason } = completion.choices[0]!;
    assert.equal(message.content ?? "", reading.text);
    assert.equal(message.refusal ?? "", reading.refusal);
    assert.equal(finish_reason, reading.finishReason);
    assert.deepEqual(
      (message.tool_calls ?? []).map((call) => call.type === "function" ? [call.id, call.function.arguments] : call),
      reading.toolCalls.map((call) => [call.id, call.arguments]),
    );
    assert.deepEqual(completion.usage, reading.usage);
  });
}

test("NativeEventStream of a message passes streams through so that the official Anthropic client understands them", async () => {
  const table: [string, string, string, string[]][] = [
    ["text", 'Grüße an "alle" 日本🙂.', "end_turn", ["text"]],
    ["tools_parallel", "Looking.", "tool_use", ["text", "tool_use", "tool_use"]],
    ["thinking", "42", "max_tokens", ["thinking", "redacted_thinking", "text"]],
    ["citations", "See 🙂: grass is green, the sky blue", "end_turn", ["text", "text", "text"]],
    ["refusal", "", "refusal", []],
    ["stop_sequence", "one, two", "stop_sequence", ["text"]],
  ];
  for (const [name, text, stopReason, kinds] of table) {
    const bytes = loadTestdata("anthropic_messages", name);
    // As a provider that closes without the last blank line, too.
    for (const sent of [bytes, bytes.subarray(0, -1), bytes.subarray(0, -2)]) {
      const message = await finalMessage(
        runStream(testAdapter("anthropic"), messagesCall({ stream: true }), [sent]).bytes,
      );
      assert.deepEqual(message.content.map((block) => block.type), kinds, name);
      assert.equal(message.content.map((block) => block.type === "text" ? block.text : "").join(""), text);
      assert.equal(message.stop_reason, stopReason);
    }
  }
});

test("the official Anthropic client takes a stream that was cut for no answer", async () => {
  const bytes = loadTestdata("anthropic_messages", "text");
  const cut = runStream(testAdapter("anthropic"), messagesCall({ stream: true }), [bytes.subarray(0, -40)]);
  await assert.rejects(finalMessage(cut.bytes));
});
