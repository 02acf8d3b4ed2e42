import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { estimateResponsesAnswer } from "./estimate_responses_answer.ts";

function estimate(answer: unknown): number {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  return estimateResponsesAnswer(new TextEncoder().encode(text));
}

test("estimateResponsesAnswer() counts what the output says", () => {
  const message = {
    type: "message",
    role: "assistant",
    content: [{ type: "output_text", text: "Hello to the whole wide world.", annotations: [] }],
  };
  const text = estimate({ object: "response", output: [message] });
  assert.ok(text >= 6 && text <= 10, `${text}`);
  const call = { type: "function_call", call_id: "call_1", name: "get_weather", arguments: '{"city":"Berlin"}' };
  assert.ok(estimate({ output: [message, call] }) > text + 5);
});

test("estimateResponsesAnswer() counts nothing in what is no response", () => {
  for (const answer of ["", "no JSON", "[]", "null", {}, { output: "text" }, { output: [null, 1, "text"] }]) {
    assert.equal(estimate(answer), 0, JSON.stringify(answer));
  }
});
