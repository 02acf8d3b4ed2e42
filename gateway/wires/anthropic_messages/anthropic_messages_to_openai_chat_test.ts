import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { anthropicMessageToOpenaiChat } from "./anthropic_messages_to_openai_chat.ts";
import { anthropicAnswer } from "./response.ts";

const usage = { input_tokens: 4, cache_creation_input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 3 };

function message(content: unknown[], stop_reason = "end_turn", more: Record<string, unknown> = {}) {
  return { id: "msg_1", type: "message", role: "assistant", model: "claude-x", content, stop_reason, usage, ...more };
}

test("anthropicMessageToOpenaiChat() puts text, thinking and calls where clients look for them", () => {
  const completion = anthropicMessageToOpenaiChat(
    message([
      { type: "thinking", thinking: "hm", signature: "s" },
      { type: "text", text: "a" },
      { type: "server_tool_use", id: "s", name: "web_search", input: {} },
      { type: "made_up_later" },
      { type: "text", text: "b" },
      { type: "tool_use", id: "t1", name: "look", input: { at: [1] } },
      { type: "tool_use", id: "t2", name: "list", input: {} },
    ], "tool_use"),
    1_790_000_000,
  );
  assert.deepEqual(completion, {
    id: "msg_1",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "claude-x",
    choices: [{
      index: 0,
      message: {
        role: "assistant",
        content: "ab",
        refusal: null,
        reasoning_content: "hm",
        tool_calls: [
          { id: "t1", type: "function", function: { name: "look", arguments: '{"at":[1]}' } },
          { id: "t2", type: "function", function: { name: "list", arguments: "{}" } },
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
      completion_tokens_details: { reasoning_tokens: 0 },
    },
  });
});

test("anthropicMessageToOpenaiChat() says null instead of an empty text beside calls", () => {
  const call = { type: "tool_use", id: "t", name: "look", input: {} };
  assert.equal(anthropicMessageToOpenaiChat(message([call]), 0).choices[0]?.message.content, null);
  assert.equal(anthropicMessageToOpenaiChat(message([]), 0).choices[0]?.message.content, "");
});

test("anthropicMessageToOpenaiChat() maps every stop reason, and one that is not known to a plain stop", () => {
  const table: [string, string][] = [
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["pause_turn", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["tool_use", "tool_calls"],
    ["refusal", "content_filter"],
    ["invented_tomorrow", "stop"],
  ];
  for (const [reason, expected] of table) {
    assert.equal(anthropicMessageToOpenaiChat(message([], reason), 0).choices[0]?.finish_reason, expected);
  }
});

test("anthropicMessageToOpenaiChat() tells why the provider refused", () => {
  const details = { stop_details: { type: "refusal", category: "bio", explanation: "No." } };
  assert.equal(anthropicMessageToOpenaiChat(message([], "refusal", details), 0).choices[0]?.message.refusal, "No.");
});

test("anthropicAnswer() tells an answer from an error inside a 200 and from garbage", () => {
  const answer = (text: string) => anthropicAnswer(chatCall(), new TextEncoder().encode(text), 5_000);
  const good = answer(JSON.stringify(message([], "end_turn", { usage: { ...usage, service_tier: "batch" } })));
  assert.ok(good.state === "answered");
  assert.equal(JSON.parse(new TextDecoder().decode(good.bytes)).created, 5);
  assert.deepEqual(good.facts, {
    tokens: { input: 7, output: 3, cacheRead: 2, cacheWrite: 1, reasoning: 0 },
    modelServed: "claude-x",
    serviceTier: "batch",
  });
  const failed = answer('{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}');
  assert.ok(failed.state === "failed" && failed.fault.errorClass === "rate_limited");
  for (const text of ["", "[]", "{}", '{"content":"x"}', "<html>"]) assert.equal(answer(text).state, "malformed", text);
});
