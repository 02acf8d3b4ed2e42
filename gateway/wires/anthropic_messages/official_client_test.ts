import assert from "node:assert/strict";
import OpenAI from "openai";
import { test } from "../../../testing/test.ts";
import { streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { readChatStream } from "../testing/read_chat_stream.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const names = [
  "text",
  "tools_parallel",
  "tool_without_arguments",
  "thinking",
  "refusal",
  "cached_usage",
  "server_tools",
];

for (const name of names) {
  test(`AnthropicAnswerStream writes ${name} so that the official OpenAI client understands it`, async () => {
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
