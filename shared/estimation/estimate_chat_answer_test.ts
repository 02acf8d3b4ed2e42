import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { estimateChatAnswer } from "./estimate_chat_answer.ts";

function estimate(answer: unknown): number {
  return estimateChatAnswer(new TextEncoder().encode(typeof answer === "string" ? answer : JSON.stringify(answer)));
}

test("estimateChatAnswer() counts what was said and which tools were called, of all choices", () => {
  const said = { message: { role: "assistant", content: "Hello, how are you today?" } };
  const one = estimate({ choices: [said], id: "chatcmpl-".padEnd(500, "x") });
  assert.ok(one >= 7 && one <= 10, `${one}`);
  assert.ok(estimate({ choices: [said, said] }) >= 2 * one - 2);
  const call = { id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } };
  assert.ok(estimate({ choices: [{ message: { role: "assistant", content: null, tool_calls: [call] } }] }) >= 10);
});

test("estimateChatAnswer() takes anything", () => {
  for (const answer of ["", "{", "null", "[]", "5", { choices: null }, { choices: [null, 1, {}, { message: "x" }] }]) {
    assert.equal(estimate(answer), 0, JSON.stringify(answer));
  }
});
