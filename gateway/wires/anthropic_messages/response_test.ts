import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("anthropic", { now: () => 1_790_000_000_000 });

/** What a client of the chat dialect gets of a message. */
function completionOf(said: Record<string, unknown>) {
  const answer = adapter.answer(chatCall(), new TextEncoder().encode(JSON.stringify(said)));
  assert.ok(answer.state === "answered");
  return JSON.parse(new TextDecoder().decode(answer.bytes));
}

const usage = { input_tokens: 4, cache_creation_input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 3 };

function message(content: unknown[], stop_reason = "end_turn", more: Record<string, unknown> = {}) {
  return { id: "msg_1", type: "message", role: "assistant", model: "claude-x", content, stop_reason, usage, ...more };
}

test("anthropicAnswer() of a chat completions request puts text, thinking and calls where clients look for them", () => {
  const completion = completionOf(
    message([
      { type: "thinking", thinking: "hm", signature: "s" },
      { type: "text", text: "a" },
      { type: "server_tool_use", id: "s", name: "web_search", input: {} },
      { type: "made_up_later" },
      { type: "text", text: "b" },
      { type: "tool_use", id: "t1", name: "look", input: { at: [1] } },
      { type: "tool_use", id: "t2", name: "list", input: {} },
    ], "tool_use"),
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
        reasoning_details: [
          { type: "reasoning.text", text: "hm", signature: "s", format: "anthropic-claude-v1", index: 0 },
        ],
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

test("anthropicAnswer() of a chat completions request says null instead of an empty text beside calls", () => {
  const call = { type: "tool_use", id: "t", name: "look", input: {} };
  assert.equal(completionOf(message([call])).choices[0].message.content, null);
  assert.equal(completionOf(message([])).choices[0].message.content, "");
});

test("anthropicAnswer() of a chat completions request maps every stop reason, and one that is not known to a plain stop", () => {
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
    assert.equal(completionOf(message([], reason)).choices[0].finish_reason, expected);
  }
});

test("anthropicAnswer() of a chat completions request tells why the provider refused", () => {
  const details = { stop_details: { type: "refusal", category: "bio", explanation: "No." } };
  assert.equal(completionOf(message([], "refusal", details)).choices[0].message.refusal, "No.");
});

test("anthropicAnswer() tells an answer from an error inside a 200 and from garbage", () => {
  const answer = (text: string) => adapter.answer(chatCall(), new TextEncoder().encode(text));
  const good = answer(JSON.stringify(message([], "end_turn", { usage: { ...usage, service_tier: "batch" } })));
  assert.ok(good.state === "answered");
  assert.equal(JSON.parse(new TextDecoder().decode(good.bytes)).created, 1_790_000_000);
  assert.deepEqual(good.facts, {
    tokens: { input: 7, output: 3, cacheRead: 2, cacheWrite: 1, reasoning: 0 },
    modelServed: "claude-x",
    serviceTier: "batch",
  });
  const failed = answer('{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}');
  assert.ok(failed.state === "failed" && failed.fault.errorClass === "rate_limited");
  for (const text of ["", "[]", "{}", '{"content":"x"}', "<html>"]) assert.equal(answer(text).state, "malformed", text);
});
