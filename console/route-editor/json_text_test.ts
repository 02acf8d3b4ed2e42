import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readTreeText } from "./json_text.ts";
import { EVERY_NODE } from "./testing/trees.ts";

test("readTreeText() reads a whole tree", () => {
  assert.deepEqual(readTreeText(JSON.stringify(EVERY_NODE)), { kind: "tree", tree: EVERY_NODE });
});

test("readTreeText() says at which line what is wrong", () => {
  const text = JSON.stringify(EVERY_NODE, null, 2);
  const lineOf = (part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;
  const cases: [string, number, string | null][] = [
    [text.replace('"seed": null', '"seed": nil'), lineOf('"seed"'), null],
    [
      text.replace('"firstTokenMs": 2000', '"firstTokenMs": "soon"'),
      lineOf('"firstTokenMs"'),
      "/then/children/0/timeouts/firstTokenMs",
    ],
    [text.replace('"retries": 2', '"retires": 2'), lineOf('"retries"'), "/then/children/0/retires"],
    [text.replace('"weight": 90', '"weight": -1'), lineOf('"weight": 90'), "/else/children/0/weight"],
    [text.replace('"greater_than"', '"like"'), lineOf('"greater_than"'), "/condition/conditions/0/operator"],
    [text.slice(0, -2), text.split("\n").length - 1, null],
    ["", 1, null],
  ];
  for (const [wrong, line, path] of cases) {
    const read = readTreeText(wrong);
    assert.equal(read.kind, "problems", wrong.slice(0, 80));
    const [problem] = read.kind === "problems" ? read.problems : [];
    assert.deepEqual([problem!.line, problem!.path], [line, path], problem!.message);
    assert.match(problem!.message, /[.!]$/);
  }
});
