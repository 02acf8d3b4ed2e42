import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { pagedListOf, shownName, withChangedRow, withNextPage } from "./paged_list.ts";

const node = (id: string) => ({ node: { id } });

test("pagedListOf() knows the next page when there is one", () => {
  assert.deepEqual(pagedListOf({ edges: [node("a")], pageInfo: { hasNextPage: true, endCursor: "c" } }), {
    rows: [{ id: "a" }],
    next: "c",
  });
  assert.equal(pagedListOf({ edges: [], pageInfo: { hasNextPage: false, endCursor: "c" } }).next, null);
});

test("withNextPage() shows nothing twice, and withChangedRow() adds nothing", () => {
  const list = { rows: [{ id: "a" }, { id: "b" }], next: "c" };
  assert.deepEqual(withNextPage(list, { rows: [{ id: "b" }, { id: "d" }], next: null }), {
    rows: [{ id: "a" }, { id: "b" }, { id: "d" }],
    next: null,
  });
  const changed = withChangedRow({ rows: [{ id: "a", n: 1 }], next: null }, { id: "a", n: 2 });
  assert.deepEqual(withChangedRow(changed, { id: "x", n: 3 }).rows, [{ id: "a", n: 2 }]);
});

test("shownName() takes the mark from what is archived", () => {
  assert.equal(shownName({ name: "a~b~0190", archivedAt: "2026-11-26T00:00:00Z" }), "a~b");
  assert.equal(shownName({ name: "a~b", archivedAt: null }), "a~b");
});
