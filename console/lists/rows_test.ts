import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { rowsOf, withMore, withoutRow, withRow } from "./rows.ts";

test("rowsOf() and its kin page, put and take rows, none of them twice", () => {
  const first = rowsOf({ edges: [{ node: { id: "a" } }], pageInfo: { hasNextPage: true, endCursor: "c1" } });
  assert.deepEqual(first, { rows: [{ id: "a" }], next: "c1" });
  const both = withMore(first, { rows: [{ id: "a" }, { id: "b" }], next: null });
  assert.deepEqual(both, { rows: [{ id: "a" }, { id: "b" }], next: null });
  const changed = { id: "b", name: "B" };
  assert.deepEqual(withRow<{ id: string; name?: string }>(both, changed).rows, [{ id: "a" }, changed]);
  assert.deepEqual(withRow(both, { id: "c" }).rows[0], { id: "c" });
  assert.deepEqual(withoutRow(both, "a").rows, [{ id: "b" }]);
});
