import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { keyCommand, type KeyPress, rowAfter } from "./key_command.ts";

test("keyCommand() takes no key of a field, a dialog or the browser", () => {
  for (const key of ["j", "k", "/", "?", "n", "l", "ArrowDown", "Home", "Escape"]) {
    assert.equal(keyCommand({ key, modified: false, focus: "field" }), null, key);
    assert.equal(keyCommand({ key, modified: false, focus: "dialog" }), null, key);
    assert.equal(keyCommand({ key, modified: true, focus: "row" }), null, key);
  }
});

test("keyCommand() takes arrows, Home, End and Escape on rows alone, letters everywhere", () => {
  const press = (key: string, focus: KeyPress["focus"]) => keyCommand({ key, modified: false, focus });
  assert.deepEqual(press("j", "elsewhere"), { kind: "move", by: 1 });
  assert.deepEqual(press("ArrowUp", "row"), { kind: "move", by: -1 });
  assert.deepEqual(press("End", "row"), { kind: "move_to", end: "last" });
  assert.deepEqual(press("Escape", "row"), { kind: "leave_rows" });
  for (const key of ["ArrowDown", "Home", "End", "Escape"]) assert.equal(press(key, "elsewhere"), null, key);
  // A row's link opens by itself.
  assert.equal(press("Enter", "row"), null);
  assert.equal(press("toString", "elsewhere"), null);
});

test("rowAfter() stays within the table", () => {
  const down = { kind: "move", by: 1 } as const, up = { kind: "move", by: -1 } as const;
  assert.equal(rowAfter(down, { from: -1, count: 3 }), 0);
  assert.equal(rowAfter(down, { from: 0, count: 3 }), 1);
  assert.equal(rowAfter(down, { from: 2, count: 3 }), 2);
  assert.equal(rowAfter(up, { from: 0, count: 3 }), 0);
  assert.equal(rowAfter({ kind: "move_to", end: "last" }, { from: 0, count: 3 }), 2);
  assert.equal(rowAfter(down, { from: -1, count: 0 }), null);
});
