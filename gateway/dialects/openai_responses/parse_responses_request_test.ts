import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { parseResponsesRequest } from "./parse_responses_request.ts";

test("parseResponsesRequest() gives the facts and leaves the body as it came", () => {
  const body = { model: "m", input: "hi", stream: true, max_output_tokens: 5, user: "u", unheard_of: { x: [1] } };
  const parsed = parseResponsesRequest(body);
  assert.ok(parsed.state === "parsed");
  assert.equal(parsed.body, body);
  assert.deepEqual(parsed.facts, {
    model: "m",
    stream: true,
    usageAsked: false,
    maxTokensAsked: 5,
    choices: 1,
    endUser: "u",
  });
});

test("parseResponsesRequest() takes what OpenAI takes", () => {
  const taken: Record<string, unknown>[] = [
    { input: undefined, previous_response_id: "resp_1" },
    { input: undefined, prompt: { id: "pmpt_1" } },
    { input: [] },
    { input: [{ role: "user", content: "hi" }, { type: "item_reference", id: "msg_1" }, { type: "unheard_of" }] },
    { instructions: null, stream: null, max_output_tokens: null, tools: null, user: null },
    { tools: [{ type: "function", name: "f" }, { type: "web_search" }, { type: "custom", name: "sql" }] },
  ];
  for (const more of taken) {
    const parsed = parseResponsesRequest({ model: "m", input: "hi", ...more });
    assert.equal(parsed.state, "parsed", JSON.stringify(more));
  }
  const parsed = parseResponsesRequest({ model: "m", input: "hi", user: "u", safety_identifier: "s".repeat(300) });
  assert.ok(parsed.state === "parsed");
  assert.equal(parsed.facts.endUser, "s".repeat(256));
});

test("parseResponsesRequest() names the field that is wrong", () => {
  const table: [unknown, string | null][] = [
    [{ input: "x" }, "model"],
    [{ model: "" }, "model"],
    [{ model: "m", input: 1 }, "input"],
    [{ model: "m", input: ["x"] }, "input"],
    [{ model: "m", instructions: [] }, "instructions"],
    [{ model: "m", stream: "yes" }, "stream"],
    [{ model: "m", max_output_tokens: 0 }, "max_output_tokens"],
    [{ model: "m", tools: [{ type: "function" }] }, "tools[0].name"],
    [{ model: "m", tools: [{ name: "f" }] }, "tools[0].type"],
    ["x", null],
  ];
  for (const [body, param] of table) {
    const parsed = parseResponsesRequest(body);
    assert.ok(parsed.state === "invalid", JSON.stringify(body));
    assert.equal(parsed.param, param, JSON.stringify(body));
  }
});
