import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { wordAtCaret } from "./suggest_filter.ts";

test("wordAtCaret() tells the name of a field from a value of one, wherever the caret is", () => {
  const at = (text: string) => wordAtCaret(text.replace("|", ""), text.indexOf("|"));
  assert.deepEqual(at("sta|"), { kind: "field", from: 0, to: 3, begun: "sta" });
  assert.deepEqual(at("model:a (|"), { kind: "field", from: 9, to: 9, begun: "" });
  const value = at("x:1 model:gpt-5,cl| status:1") as Extract<ReturnType<typeof wordAtCaret>, { kind: "value" }>;
  assert.deepEqual([value.kind, value.from, value.to, value.begun, value.field.field], [
    "value",
    16,
    18,
    "cl",
    "MODEL",
  ]);
  const tag = at('tag.team!="two wo|') as Extract<ReturnType<typeof wordAtCaret>, { kind: "value" }>;
  assert.deepEqual([tag.name, tag.begun, tag.from], ["team", "two wo", 10]);
  assert.equal(at("teapot:1|").kind, "field");
});
