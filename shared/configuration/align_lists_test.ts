import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { alignLists } from "./align_lists.ts";

/** Capital letters are likeness, the whole word is identity. */
const likeness = (word: string) => [word, word.charAt(0)];
const align = (before: string, after: string) => {
  const one = before === "" ? [] : before.split(" ");
  const other = after === "" ? [] : after.split(" ");
  const { pairs, removed, added } = alignLists(one, other, likeness);
  return [
    ...removed.map((index) => `-${one[index]}`),
    ...added.map((index) => `+${other[index]}`),
    ...pairs.map((pair) => `${pair.moved ? "~" : ""}${one[pair.before]}=${other[pair.after]}`),
  ].join(" ");
};

test("alignLists() pairs what is equal, then what is alike, then what stands in the same place", () => {
  const cases: [string, string, string][] = [
    ["", "", ""],
    ["A1 B1", "A1 B1", "A1=A1 B1=B1"],
    ["A1 B1", "A1 C1 B1", "+C1 A1=A1 B1=B1"],
    ["A1 B1 C1", "A1 C1", "-B1 A1=A1 C1=C1"],
    ["A1 B1", "B1 A1", "B1=B1 ~A1=A1"],
    ["A1 B1 C1", "C1 A1 B1", "~C1=C1 A1=A1 B1=B1"],
    ["A1 B1", "A2 B1", "A1=A2 B1=B1"],
    ["A1 B1", "X1 A2", "-B1 +X1 A1=A2"],
    ["A1", "X1", "A1=X1"],
    ["A1 A1 B1", "A1 B1 A1", "A1=A1 B1=B1 ~A1=A1"],
  ];
  for (const [before, after, expected] of cases) {
    assert.equal(align(before, after), expected, `${before} → ${after}`);
  }
});

test("alignLists() has every element once, and what it does not move is in order", () => {
  const list = fc.array(fc.constantFrom("A1", "A2", "B1", "B2", "C1"), { maxLength: 12 });
  fc.assert(fc.property(list, list, (before, after) => {
    const { pairs, removed, added } = alignLists(before, after, likeness);
    const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
    assert.deepEqual(ascending([...pairs.map((pair) => pair.before), ...removed]), before.map((_, index) => index));
    assert.deepEqual(ascending([...pairs.map((pair) => pair.after), ...added]), after.map((_, index) => index));
    const stayed = pairs.filter(({ moved }) => !moved).map((pair) => pair.before);
    assert.deepEqual(stayed, ascending(stayed));
  }));
});
