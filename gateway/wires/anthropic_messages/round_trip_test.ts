import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("anthropic");
const model = "claude-sonnet-4-5";
const tools = ["look", "list"].map((name) => ({ type: "function", function: { name } }));
const question = { role: "user", content: "Where?" };

test("anthropicMessagesWire() gets thinking back through a chat client as the model wrote it, and lets it think on", () => {
  const content = [
    { type: "thinking", thinking: "Two calls.", signature: "Zmlyc3Q=" },
    { type: "redacted_thinking", data: "b3BhcXVl" },
    { type: "thinking", thinking: "", signature: "aGlkZGVu" },
    { type: "text", text: "Looking." },
    { type: "tool_use", id: "toolu_a", name: "look", input: { at: "Bern" } },
    { type: "tool_use", id: "toolu_b", name: "list", input: {} },
  ];
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    content,
    stop_reason: "tool_use",
    usage: {},
  };
  const answer = adapter.answer(chatCall(), new TextEncoder().encode(JSON.stringify(message)));
  assert.ok(answer.state === "answered");
  const said = JSON.parse(new TextDecoder().decode(answer.bytes)).choices[0].message;
  const messages = [
    question,
    said,
    // deno-lint-ignore no-explicit-any -- as a client would write it
    ...said.tool_calls.map((call: any) => ({ role: "tool", tool_call_id: call.id, content: "here" })),
  ];
  const next = adapter.prepare(chatCall({ messages, tools, reasoning_effort: "low" }, { model }));
  assert.ok(next.state === "ready");
  const request = JSON.parse(new TextDecoder().decode(next.body));
  assert.deepEqual(request.messages[1], { role: "assistant", content });
  assert.deepEqual(request.thinking, { type: "enabled", budget_tokens: 12_800 });
  assert.deepEqual(next.droppedFields, []);
});
