import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { readChatStream } from "../../wires/testing/read_chat_stream.ts";
import { composeMockAnswer } from "./mock_answer.ts";
import { parseMockScript } from "./mock_script.ts";
import { writeMockCompletion, writeMockFrames } from "./mock_wire.ts";

const identity = { id: "chatcmpl-mock-1", created: 1, model: "m" };
const messages = [{ role: "user", content: '{"say":"it"}' }];
const toolOf = (name: string, properties: Record<string, unknown> = {}) => {
  return { type: "function", function: { name, parameters: { type: "object", properties } } };
};
const tools = [toolOf("weather", { city: { type: "string" } }), toolOf("time"), toolOf("news")];

/** Whole and streamed, as a client reads them; both must come to the same. */
function answered(directives: string, more: Record<string, unknown> = {}) {
  const parsed = parseMockScript("m", directives);
  assert.ok(parsed.state === "parsed");
  const answer = composeMockAnswer({ messages, ...more }, parsed.script);
  const { choices: [choice], usage } = JSON.parse(new TextDecoder().decode(writeMockCompletion(identity, answer)));
  const { before, content, after } = writeMockFrames(identity, answer, true);
  const frames = [...before, ...content, ...after];
  const stream = readChatStream(new Uint8Array(frames.flatMap((frame) => [...frame])));
  const { message, finish_reason: finish } = choice;
  const calls = (message.tool_calls ?? []).map(
    (call: { id: string; function: { name: string; arguments: string } }) => {
      return { id: call.id, ...call.function };
    },
  );
  const whole = { text: message.content ?? "", reasoning: message.reasoning_content ?? "", calls, finish, usage };
  assert.deepEqual(whole, {
    text: stream.text,
    reasoning: stream.reasoning,
    calls: stream.toolCalls,
    finish: stream.finishReason,
    usage: stream.usage,
  });
  const spent: [number, number] = [usage.completion_tokens, usage.completion_tokens_details.reasoning_tokens];
  return { ...whole, chunks: content.length, spent };
}

test("composeMockAnswer() calls as many of the declared tools as it is told, each by an id of its own", () => {
  const table: [string, string[]][] = [
    ["tools=2", ["weather", "time"]],
    ["tools=1", ["weather"]],
    ["tools=9", ["weather", "time", "news"]],
    ["tools", ["weather", "time", "news"]],
    ["tool", ["weather"]],
    ["tool=time", ["time"]],
    ["tool=time&tools=1", ["weather"]],
  ];
  for (const [directives, names] of table) {
    const { calls, finish, text } = answered(directives, { tools });
    assert.deepEqual(calls.map((call: { name: string }) => call.name), names, directives);
    assert.equal(new Set(calls.map((call: { id: string }) => call.id)).size, names.length, directives);
    assert.deepEqual([finish, text], ["tool_calls", ""], directives);
  }
  const [weather, time] = answered("tools=2", { tools }).calls;
  assert.deepEqual([weather?.arguments, time?.arguments], ['{"city":"Paris"}', "{}"]);
});

test("composeMockAnswer() speaks where there is no tool to call or the tools' results are there", () => {
  const results = [...messages, { role: "tool", tool_call_id: "a", content: "sunny" }];
  for (const more of [{}, { tools: [] }, { tools, messages: results }]) {
    const { finish, text } = answered("tools=2", more);
    assert.ok(finish === "stop" && text.length > 0);
  }
});

test("composeMockAnswer() answers with JSON that fits the request's response_format", () => {
  const schema = { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } };
  const response_format = { type: "json_schema", json_schema: { name: "forecast", schema } };
  const structured = answered("", { response_format });
  assert.deepEqual(JSON.parse(structured.text), { city: "Paris", days: 1 });
  assert.ok(structured.chunks > 1);
  assert.deepEqual(Object.keys(JSON.parse(answered("", { response_format: { type: "json_object" } }).text)), [
    "answer",
  ]);
  assert.equal(answered("", { response_format: { type: "json_schema" } }).text, "{}");
  assert.throws(() => JSON.parse(answered("", { response_format: { type: "text" } }).text));
  assert.equal(answered("echo", { response_format }).text, messages[0]!.content, "an echo comes first");
  assert.equal(answered("tools=1", { response_format, tools }).finish, "tool_calls", "tools come first");
});

test("composeMockAnswer() thinks as many words as it is told, and counts them among the answer's tokens", () => {
  const plain = answered("chunks=4");
  const thinking = answered("chunks=4,reasoning=6");
  assert.equal(thinking.reasoning.split(" ").length, 6);
  assert.deepEqual([thinking.text, thinking.chunks], [plain.text, 10]);
  const [saying] = plain.spent;
  const [all, reasoning] = thinking.spent;
  assert.deepEqual(plain.spent, [saying, 0]);
  assert.ok(reasoning > 0 && all === saying + reasoning);
  assert.deepEqual(answered("output_tokens=2,reasoning=6").spent, [2, 2]);
  assert.ok(answered("reasoning=2,tool", { tools }).reasoning.length > 0);
});
