import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { parseChatRequest } from "./parse_chat_request.ts";

const messages = [{ role: "user", content: "hi" }];

test("parseChatRequest() gives the facts and leaves the body as it came", () => {
  const body = { model: "m", messages, stream: true, stream_options: { include_usage: true }, unheard_of: { x: [1] } };
  const parsed = parseChatRequest(body);
  assert.ok(parsed.state === "parsed");
  assert.equal(parsed.body, body);
  assert.deepEqual(parsed.facts, {
    model: "m",
    stream: true,
    usageAsked: true,
    maxTokensAsked: null,
    choices: 1,
    endUser: null,
  });
});

test("parseChatRequest() takes the newer name of a field over the older", () => {
  const parsed = parseChatRequest({
    model: "m",
    messages,
    max_tokens: 5,
    max_completion_tokens: 7,
    n: 2,
    user: "old",
    safety_identifier: "x".repeat(300),
  });
  assert.ok(parsed.state === "parsed");
  assert.equal(parsed.facts.maxTokensAsked, 7);
  assert.equal(parsed.facts.choices, 2);
  assert.equal(parsed.facts.endUser, "x".repeat(256));
});

test("parseChatRequest() accepts null where OpenAI does", () => {
  const nulls = { stream: null, stream_options: null, max_tokens: null, n: null, tools: null, user: null };
  const parsed = parseChatRequest({ model: "m", messages, ...nulls });
  assert.ok(parsed.state === "parsed");
  assert.equal(parsed.facts.stream, false);
});

test("parseChatRequest() names the field that is wrong", () => {
  const table: [unknown, string | null][] = [
    [null, null],
    [[], null],
    ["text", null],
    [{ messages }, "model"],
    [{ model: "", messages }, "model"],
    [{ model: 1, messages }, "model"],
    [{ model: "m" }, "messages"],
    [{ model: "m", messages: [] }, "messages"],
    [{ model: "m", messages: "hi" }, "messages"],
    [{ model: "m", messages: [null] }, "messages[0]"],
    [{ model: "m", messages: [...messages, { role: "robot", content: "" }] }, "messages[1].role"],
    [{ model: "m", messages, stream: "yes" }, "stream"],
    [{ model: "m", messages, n: 0 }, "n"],
    [{ model: "m", messages, max_tokens: 1.5 }, "max_tokens"],
    [{ model: "m", messages, max_completion_tokens: -1 }, "max_completion_tokens"],
    [{ model: "m", messages, stream_options: true }, "stream_options"],
    [{ model: "m", messages, tools: {} }, "tools"],
    [{ model: "m", messages, tools: [{ type: "function" }] }, "tools[0].function"],
    [{ model: "m", messages, tools: [{ type: "function", function: {} }] }, "tools[0].function.name"],
  ];
  for (const [value, param] of table) {
    const parsed = parseChatRequest(value);
    assert.ok(parsed.state === "invalid", JSON.stringify(value));
    assert.equal(parsed.param, param, JSON.stringify(value));
    assert.ok(parsed.detail.length > 0);
  }
});
