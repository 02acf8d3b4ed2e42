import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { estimateChatRequest, FILE_TOKENS, IMAGE_TOKENS } from "./estimate_chat_request.ts";

const hello = { role: "user", content: "Say hello to the world." };

test("estimateChatRequest() counts messages, their frames and what describes tools", () => {
  const plain = estimateChatRequest({ model: "m", messages: [hello] }).inputTokens;
  assert.ok(plain >= 11 && plain <= 15, `${plain}`);
  const two = estimateChatRequest({ messages: [hello, hello] }).inputTokens;
  assert.ok(two > plain + 8 && two < plain * 2);
  const tool = { type: "function", function: { name: "get_weather", description: "Tells the weather of a city." } };
  assert.ok(estimateChatRequest({ messages: [hello], tools: [tool] }).inputTokens > plain + 10);
  const call = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c", function: { name: "f", arguments: "{}" } }],
  };
  assert.ok(estimateChatRequest({ messages: [hello, call] }).inputTokens > plain + 4);
});

test("estimateChatRequest() counts a flat amount for an image, a recording or a file, whatever its size", () => {
  const url = `data:image/png;base64,${"A".repeat(100_000)}`;
  const parts: [part: Record<string, unknown>, tokens: number][] = [
    [{ type: "image_url", image_url: { url } }, IMAGE_TOKENS],
    [{ type: "input_audio", input_audio: { data: "A".repeat(100_000), format: "wav" } }, FILE_TOKENS],
    [{ type: "file", file: { file_data: url } }, FILE_TOKENS],
  ];
  const plain = estimateChatRequest({ messages: [{ role: "user", content: [] }] }).inputTokens;
  for (const [part, tokens] of parts) {
    assert.equal(estimateChatRequest({ messages: [{ role: "user", content: [part] }] }).inputTokens, plain + tokens);
  }
});

test("estimateChatRequest() counts text as text, even when it looks like a data URL", () => {
  const text = `data:image/png;base64,${"A".repeat(14_500)}`;
  assert.ok(estimateChatRequest({ messages: [{ role: "user", content: text }] }).inputTokens > 10_000);
});

test("estimateChatRequest() knows the most that may be generated", () => {
  const cases: [body: Record<string, unknown>, expected: number | null][] = [
    [{}, null],
    [{ max_tokens: 100 }, 100],
    [{ max_tokens: 100, max_completion_tokens: 50 }, 50],
    [{ max_tokens: 100, n: 3 }, 300],
    [{ max_tokens: 100, n: 0 }, 100],
    [{ max_tokens: "100" }, null],
    [{ max_tokens: -1 }, null],
    [{ max_tokens: Number.MAX_SAFE_INTEGER, n: 10 }, Number.MAX_SAFE_INTEGER],
  ];
  for (const [body, expected] of cases) assert.equal(estimateChatRequest(body).outputTokensMax, expected);
});

test("estimateChatRequest() takes any JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (messages, tools) => {
    const { inputTokens } = estimateChatRequest({ messages, tools });
    assert.ok(Number.isSafeInteger(inputTokens) && inputTokens >= 0);
  }));
  const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
  assert.ok(estimateChatRequest({ messages: deep, tools: deep }).inputTokens < 1_000);
});
