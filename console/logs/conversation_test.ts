import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { answerText, readAnswer, readConversation } from "./conversation.ts";

const stream = (...events: unknown[]) =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("") + "data: [DONE]\n\n";

test("readConversation() reads OpenAI's messages with tools and images, which it does not show", () => {
  const request = {
    tools: [{ type: "function", function: { name: "weather" } }],
    messages: [
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [{ type: "text", text: "What is this?" }, {
          type: "image_url",
          image_url: { url: "data:image/png;base64,AAAA" },
        }],
      },
      { role: "assistant", content: null, tool_calls: [{ function: { name: "weather", arguments: '{"at":"Rome"}' } }] },
      { role: "tool", tool_call_id: "c1", content: "Sunny" },
    ],
  };
  const { messages, answer, tools } = readConversation(
    JSON.stringify(request),
    stream(
      { choices: [{ index: 0, delta: { role: "assistant", content: "It is " } }] },
      { choices: [{ index: 0, delta: { content: "sunny." } }] },
      { choices: [], usage: {} },
    ),
  )!;
  assert.deepEqual(tools, ["weather"]);
  assert.deepEqual(messages[1]!.parts, [
    { kind: "text", text: "What is this?" },
    { kind: "media", words: "image, 26 characters" },
  ]);
  assert.deepEqual(messages[2]!.parts, [{ kind: "tool_call", name: "weather", input: '{"at":"Rome"}' }]);
  assert.deepEqual(messages[3], { role: "tool", parts: [{ kind: "tool_result", name: "c1", text: "Sunny" }] });
  assert.deepEqual(answer, [{ role: "assistant", parts: [{ kind: "text", text: "It is sunny." }] }]);
});

test("readConversation() reads Anthropic's blocks, and puts its streams together", () => {
  const request = { system: [{ type: "text", text: "Be kind." }], messages: [{ role: "user", content: "Hi" }] };
  const answer = [
    { type: "message_start", message: {} },
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm." } },
    { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "Hello" } },
    { type: "content_block_start", index: 2, content_block: { type: "tool_use", name: "clock", input: {} } },
    { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '{"zone":' } },
    { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '"UTC"}' } },
  ];
  const read = readConversation(JSON.stringify(request), stream(...answer))!;
  assert.deepEqual(read.messages.map(({ role }) => role), ["system", "user"]);
  assert.deepEqual(read.answer[0]!.parts, [
    { kind: "thinking", text: "Hm." },
    { kind: "text", text: "Hello" },
    { kind: "tool_call", name: "clock", input: '{\n  "zone": "UTC"\n}' },
  ]);
});

test("readConversation() reads OpenAI's responses, also where the stream broke off", () => {
  const request = JSON.stringify({ instructions: "Be brief.", input: "Hi" });
  const deltas = [
    { type: "response.output_item.added", output_index: 0, item: { type: "message" } },
    { type: "response.output_text.delta", output_index: 0, delta: "He" },
    { type: "response.output_text.delta", output_index: 0, delta: "llo" },
  ];
  const cut = readConversation(request, stream(...deltas))!;
  assert.deepEqual(cut.answer, [{ role: "assistant", parts: [{ kind: "text", text: "Hello" }] }]);
  const output = [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello." }] }];
  const whole = readConversation(request, stream(...deltas, { type: "response.completed", response: { output } }))!;
  assert.deepEqual(whole.answer, [{ role: "assistant", parts: [{ kind: "text", text: "Hello." }] }]);
});

test("readConversation() and readAnswer() say nothing of what they do not know", () => {
  assert.equal(readConversation("no JSON", null), null);
  assert.equal(readConversation("{}", null), null);
  assert.deepEqual(readAnswer("{}"), []);
  assert.deepEqual(readAnswer('{"error":{"message":"Too many."}}'), [{
    role: "error",
    parts: [{ kind: "text", text: "Too many." }],
  }]);
  assert.equal(answerText("plain"), "plain");
});
