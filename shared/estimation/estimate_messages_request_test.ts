import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { FILE_TOKENS, IMAGE_TOKENS } from "./estimate_chat_request.ts";
import { estimateMessagesRequest } from "./estimate_messages_request.ts";

const hello = { role: "user", content: "Say hello to the world." };

function inputTokens(body: Record<string, unknown>): number {
  return estimateMessagesRequest(body).inputTokens;
}

test("estimateMessagesRequest() counts system, messages and tools", () => {
  const plain = inputTokens({ model: "m", messages: [hello] });
  assert.ok(plain >= 11 && plain <= 15, `${plain}`);
  assert.ok(inputTokens({ messages: [hello, hello] }) > plain + 8);
  const system = "You answer in rhymes, and never at length.";
  const asString = inputTokens({ system, messages: [hello] });
  assert.ok(asString > plain + 8);
  assert.equal(inputTokens({ system: [{ type: "text", text: system }], messages: [hello] }), asString);
  const tool = { name: "get_weather", description: "Tells the weather of a city.", input_schema: { type: "object" } };
  const withTool = inputTokens({ messages: [hello], tools: [tool] });
  assert.ok(withTool > plain + 10);
  const marked = { ...tool, cache_control: { type: "ephemeral" } };
  assert.equal(inputTokens({ messages: [hello], tools: [marked] }), withTool);
});

test("estimateMessagesRequest() counts what a block holds, and a flat amount for images and files", () => {
  const text = "Once upon a time there was a gateway.";
  const data = "A".repeat(100_000);
  const words = inputTokens({ messages: [{ role: "user", content: text }] }) -
    inputTokens({ messages: [{ role: "user", content: "" }] });
  const image = { type: "image", source: { type: "base64", media_type: "image/png", data } };
  const table: [block: Record<string, unknown>, least: number, most: number][] = [
    [{ type: "text", text }, words - 1, words + 1],
    [image, IMAGE_TOKENS, IMAGE_TOKENS],
    [{ type: "document", source: { type: "base64", media_type: "application/pdf", data } }, FILE_TOKENS, FILE_TOKENS],
    [{ type: "document", source: { type: "text", data: text } }, words - 1, words + 1],
    [{ type: "document", source: { type: "content", content: [image] } }, IMAGE_TOKENS, IMAGE_TOKENS],
    [{ type: "thinking", thinking: text, signature: data }, words - 1, words + 1],
    [{ type: "redacted_thinking", data }, 0, 0],
    [{ type: "search_result", title: "t", source: "s", content: [{ type: "text", text }] }, words, words + 5],
    [{ type: "tool_use", id: "toolu_1", name: "tell", input: { story: text } }, words + 5, words + 25],
    [{ type: "tool_result", tool_use_id: "toolu_1", content: text }, words + 5, words + 15],
    [{ type: "tool_result", tool_use_id: "toolu_1", content: [image] }, IMAGE_TOKENS, IMAGE_TOKENS + 15],
  ];
  const plain = inputTokens({ messages: [{ role: "user", content: [] }] });
  for (const [block, least, most] of table) {
    const tokens = inputTokens({ messages: [{ role: "user", content: [block] }] }) - plain;
    assert.ok(tokens >= least && tokens <= most, `${JSON.stringify(block).slice(0, 80)}: ${tokens}`);
  }
});

test("estimateMessagesRequest() knows the most that may be generated", () => {
  const cases: [body: Record<string, unknown>, expected: number | null][] = [
    [{}, null],
    [{ max_tokens: 100 }, 100],
    [{ max_tokens: 0 }, 0],
    [{ max_tokens: "100" }, null],
    [{ max_tokens: -1 }, null],
  ];
  for (const [body, expected] of cases) assert.equal(estimateMessagesRequest(body).outputTokensMax, expected);
});

test("estimateMessagesRequest() takes any JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (messages, tools, system) => {
    const tokens = inputTokens({ messages, tools, system });
    assert.ok(Number.isSafeInteger(tokens) && tokens >= 0);
  }));
  const deep = JSON.parse(`${'{"type":"tool_result","content":['.repeat(20_000)}${"]}".repeat(20_000)}`);
  assert.ok(inputTokens({ messages: [{ role: "user", content: [deep] }], tools: [deep] }) < 1_000);
});
