import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { estimateMessagesAnswer } from "./estimate_messages_answer.ts";

function estimate(answer: unknown): number {
  return estimateMessagesAnswer(new TextEncoder().encode(typeof answer === "string" ? answer : JSON.stringify(answer)));
}

test("estimateMessagesAnswer() counts what the content blocks say", () => {
  const text = estimate({ type: "message", content: [{ type: "text", text: "Hello to the whole wide world." }] });
  assert.ok(text >= 6 && text <= 10, `${text}`);
  const call = { type: "tool_use", id: "toolu_1", name: "get_weather", input: { city: "Berlin" } };
  assert.ok(estimate({ content: [{ type: "text", text: "Hello to the whole wide world." }, call] }) > text + 5);
});

test("estimateMessagesAnswer() counts nothing in what is no message", () => {
  for (const answer of ["", "no JSON", "[]", "null", {}, { content: "text" }, { content: [null, 1, "text"] }]) {
    assert.equal(estimate(answer), 0, JSON.stringify(answer));
  }
});
