import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { keepColumns, keptColumns, moved, readColumns, resized, type ShownColumn, toggled } from "./shown_columns.ts";

const COLUMNS: ShownColumn[] = [{ field: "TIME" }, { field: "STATUS" }, { field: "TAG", name: "team", width: 120 }];

test("readColumns() leaves out what it does not know, keeps the time, and bounds widths", () => {
  const read = readColumns([{ field: "STATUS", width: 5 }, { field: "NOPE" }, { field: "TAG" }, null, {
    field: "STATUS",
  }]);
  assert.deepEqual(read, [{ field: "TIME" }, { field: "STATUS", width: 40 }]);
  for (const nothing of [undefined, null, "x", [], [{ field: "toString" }]]) assert.equal(readColumns(nothing), null);
});

test("moved(), resized() and toggled() change one column and nothing else", () => {
  assert.deepEqual(moved(COLUMNS, "TAG.team", -1).map(({ field }) => field), ["TIME", "TAG", "STATUS"]);
  assert.deepEqual(moved(COLUMNS, "TIME", -1), COLUMNS);
  assert.equal(resized(COLUMNS, "STATUS", 90.4)[1]!.width, 90);
  assert.deepEqual(toggled(COLUMNS, { field: "STATUS" }).map(({ field }) => field), ["TIME", "TAG"]);
  assert.deepEqual(toggled(COLUMNS, { field: "TIME" }), COLUMNS);
  assert.equal(toggled(COLUMNS, { field: "TAG", name: "other" }).length, 4);
});

test("keptColumns() gives what keepColumns() kept, and nothing where storage is forbidden or holds something else", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  keepColumns(() => storage, COLUMNS);
  assert.deepEqual(keptColumns(() => storage), COLUMNS);
  keepColumns(() => storage, null);
  assert.equal(keptColumns(() => storage), null);
  kept.set("perpetuo.logs.columns", "{");
  assert.equal(keptColumns(() => storage), null);
  const forbidden = () => {
    throw new Error("forbidden");
  };
  assert.equal(keptColumns(forbidden), null);
  keepColumns(forbidden, COLUMNS);
});
