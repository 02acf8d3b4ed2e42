import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type Change, groupChanges, valueInLine, valueText } from "./change.ts";

const change = (subject: Partial<Change["subject"]>, sentence: string): Change => ({
  kind: "CHANGED",
  aspect: "WEIGHT",
  path: "/tree",
  before: 1,
  after: 2,
  sentence,
  subject: { type: "ROUTE", id: "r1", name: "smart", project: "Chat", ...subject },
});

test("groupChanges() keeps what is about one object together, and apart what only has its name", () => {
  const groups = groupChanges([
    change({}, "1"),
    change({ id: "r2" }, "2"),
    change({ name: "smarter" }, "3"),
    change({ type: "PRICE", id: null, name: "gpt-5" }, "4"),
    change({ type: "PRICE", id: null, name: "gpt-5" }, "5"),
  ]);
  assert.deepEqual(groups.map(({ changes }) => changes.map(({ sentence }) => sentence)), [["1", "3"], ["2"], [
    "4",
    "5",
  ]]);
});

test("valueInLine() leaves to valueText() what takes several lines", () => {
  assert.deepEqual([null, 0, "a", true].map(valueInLine), ["nothing", "0", "a", "true"]);
  assert.equal(valueInLine({ a: 1 }), null);
  assert.equal(valueInLine("x".repeat(61)), null);
  assert.equal(valueText({ a: 1 }), '{\n  "a": 1\n}');
});
