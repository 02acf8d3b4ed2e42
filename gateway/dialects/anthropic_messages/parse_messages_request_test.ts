import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { parseCountTokensRequest, parseMessagesRequest } from "./parse_messages_request.ts";

const messages = [{ role: "user", content: "hi" }];
const asked = { model: "m", max_tokens: 5, messages };

test("parseMessagesRequest() gives the facts and leaves the body as it came", () => {
  const body = { ...asked, stream: true, metadata: { user_id: "x".repeat(300) }, unheard_of: { x: [1] } };
  const parsed = parseMessagesRequest(body);
  assert.ok(parsed.state === "parsed");
  assert.equal(parsed.body, body);
  assert.deepEqual(parsed.facts, {
    model: "m",
    stream: true,
    usageAsked: true,
    maxTokensAsked: 5,
    choices: 1,
    endUser: "x".repeat(256),
  });
});

test("parseMessagesRequest() takes what Anthropic takes", () => {
  const taken: Record<string, unknown>[] = [
    { max_tokens: 0 },
    { stream: null, metadata: null, tools: null },
    { metadata: { user_id: null } },
    { messages: [{ role: "system", content: "Be brief." }, ...messages, { role: "assistant", content: [] }] },
    { tools: [{ name: "f", input_schema: {} }, { type: "custom", name: "g" }, { type: "computer_toolset_20260801" }] },
  ];
  for (const more of taken) {
    const parsed = parseMessagesRequest({ ...asked, ...more });
    assert.ok(parsed.state === "parsed", JSON.stringify([more, parsed]));
    assert.deepEqual([parsed.facts.stream, parsed.facts.endUser], [false, null]);
  }
});

test("parseMessagesRequest() names the field that is wrong", () => {
  const table: [unknown, string | null][] = [
    [null, null],
    [[], null],
    ["text", null],
    [{ ...asked, model: undefined }, "model"],
    [{ ...asked, model: "" }, "model"],
    [{ ...asked, max_tokens: undefined }, "max_tokens"],
    [{ ...asked, max_tokens: null }, "max_tokens"],
    [{ ...asked, max_tokens: -1 }, "max_tokens"],
    [{ ...asked, max_tokens: 1.5 }, "max_tokens"],
    [{ ...asked, messages: undefined }, "messages"],
    [{ ...asked, messages: [] }, "messages"],
    [{ ...asked, messages: "hi" }, "messages"],
    [{ ...asked, messages: [null] }, "messages[0]"],
    [{ ...asked, messages: [...messages, { role: "tool", content: "" }] }, "messages[1].role"],
    [{ ...asked, stream: "yes" }, "stream"],
    [{ ...asked, metadata: { user_id: 5 } }, "metadata.user_id"],
    [{ ...asked, tools: {} }, "tools"],
    [{ ...asked, tools: [{ input_schema: {} }] }, "tools[0].name"],
    [{ ...asked, tools: [{ name: "", input_schema: {} }] }, "tools[0].name"],
  ];
  for (const [value, param] of table) {
    const parsed = parseMessagesRequest(value);
    assert.ok(parsed.state === "invalid", JSON.stringify(value));
    assert.equal(parsed.param, param, JSON.stringify(value));
    assert.ok(parsed.detail.length > 0);
  }
});

test("parseCountTokensRequest() needs no maximum, and is never a stream", () => {
  const parsed = parseCountTokensRequest({ model: "m", messages, stream: true, max_tokens: 7 });
  assert.ok(parsed.state === "parsed");
  assert.deepEqual([parsed.facts.stream, parsed.facts.maxTokensAsked], [false, null]);
  assert.ok(parseCountTokensRequest({ model: "m", messages: [] }).state === "invalid");
});
