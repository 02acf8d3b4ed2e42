import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { jsonDepth } from "./json_depth.ts";

test("jsonDepth() counts levels and survives a hundred thousand of them", () => {
  const cases: [unknown, number][] = [[1, 0], [null, 0], [{}, 1], [[1, [2]], 2], [{ a: { b: [{}] }, c: 1 }, 4]];
  for (const [value, expected] of cases) assert.equal(jsonDepth(value, 64), expected, JSON.stringify(value));
  assert.equal(jsonDepth(JSON.parse("[".repeat(100_000) + "]".repeat(100_000)), 64), 65);
});
