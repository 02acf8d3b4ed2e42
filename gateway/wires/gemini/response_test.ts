import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import type { ProviderCall } from "../wire.ts";

const body = {
  candidates: [{
    content: {
      role: "model",
      parts: [
        { text: "Hm.", thought: true },
        { text: "Looking." },
        { functionCall: { name: "f", args: { a: 1 } }, thoughtSignature: "c2ln" },
      ],
    },
    finishReason: "STOP",
    index: 0,
  }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5, thoughtsTokenCount: 4, totalTokenCount: 18 },
  modelVersion: "gemini-synthetic",
  responseId: "resp-1",
};

function answer(given: unknown, call: ProviderCall = chatCall()) {
  const bytes = new TextEncoder().encode(typeof given === "string" ? given : JSON.stringify(given));
  return testAdapter("gemini").answer(call, bytes);
}

function read(given: unknown, call?: ProviderCall) {
  const result = answer(given, call);
  assert.ok(result.state === "answered");
  return { facts: result.facts, said: JSON.parse(new TextDecoder().decode(result.bytes)) };
}

test("geminiAnswer() is a chat completion, and a message", () => {
  const { said, facts } = read(body);
  const [choice] = said.choices;
  assert.deepEqual(
    [choice.message.content, choice.message.reasoning_content, choice.finish_reason],
    ["Looking.", "Hm.", "tool_calls"],
  );
  assert.deepEqual(choice.message.tool_calls[0].function, { name: "f", arguments: '{"a":1}' });
  assert.deepEqual([said.usage.prompt_tokens, said.usage.completion_tokens, said.model], [9, 9, "gemini-synthetic"]);
  assert.deepEqual(facts, {
    tokens: { input: 9, output: 9, cacheRead: 0, cacheWrite: 0, reasoning: 4 },
    modelServed: "gemini-synthetic",
    serviceTier: null,
  });
  const message = read(body, messagesCall()).said;
  assert.deepEqual(message.stop_reason, "tool_use");
  assert.deepEqual(message.content.at(-1).input, { a: 1 });
});

test("geminiAnswer() tells errors and what is no answer from answers", () => {
  const failed = answer({ error: { code: 503, message: "busy", status: "UNAVAILABLE" } });
  assert.ok(failed.state === "failed" && failed.fault.errorClass === "overloaded");
  const malformedCall = answer({ candidates: [{ finishReason: "MALFORMED_FUNCTION_CALL" }] });
  assert.ok(malformedCall.state === "failed" && malformedCall.fault.errorClass === "malformed");
  for (const given of ["", "[]", "{}", '{"candidates":[]}', '{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}']) {
    assert.equal(answer(given).state, "malformed", given);
  }
});
