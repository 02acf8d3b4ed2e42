import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { auditChanges, CHANGES_MAX } from "./audit_changes.ts";

test("auditChanges() tells what differs by JSON pointers", () => {
  const cases: [unknown, unknown, [string, unknown, unknown][]][] = [
    [null, null, []],
    [{ a: 1 }, { a: 1 }, []],
    [undefined, { name: "x", on: false }, [["/name", null, "x"], ["/on", null, false]]],
    [{ name: "x" }, undefined, [["/name", "x", null]]],
    [{ name: "x", n: 1 }, { name: "y", n: 1 }, [["/name", "x", "y"]]],
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3, 4] } }, [["/a/b/1", 2, 3], ["/a/b/2", null, 4]]],
    [{ a: [1] }, { a: { b: 1 } }, [["/a", [1], { b: 1 }]]],
    [{ a: "text" }, { a: { b: 1 } }, [["/a", "text", { b: 1 }]]],
    [{ a: null }, { a: {} }, [["/a", null, {}]]],
    [{ "a/b~c": 1 }, { "a/b~c": 2 }, [["/a~1b~0c", 1, 2]]],
    [{ a: null }, {}, []],
  ];
  for (const [before, after, expected] of cases) {
    const changes = auditChanges(before, after);
    assert.deepEqual(changes.map(({ path, before, after }) => [path, before, after]), expected);
  }
  const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f${index}`, index]));
  assert.equal(auditChanges(null, wide).length, CHANGES_MAX);
});
