import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { beginHistory, record, redo, sealed, undo } from "./edit_history.ts";

test("undo() and redo() go through every state, and a new step ends what could be done again", () => {
  let history = record(record(beginHistory("a"), "b"), "c");
  history = undo(history);
  assert.equal(history.present, "b");
  assert.equal(undo(undo(history)).present, "a");
  assert.equal(redo(history).present, "c");
  assert.deepEqual(record(history, "d").future, []);
  const begun = beginHistory("a");
  assert.equal(undo(begun), begun);
  assert.equal(redo(begun), begun);
});

test("record() joins steps of one topic until the field is left", () => {
  let history = beginHistory("");
  for (const text of ["a", "ab", "abc"]) history = record(history, text, { topic: "name" });
  assert.deepEqual(history.past, [""]);
  history = record(sealed(history), "abcd", { topic: "name" });
  assert.deepEqual(history.past, ["", "abc"]);
  assert.equal(record(history, history.present), history, "nothing changed, nothing to take back");
});

test("record() keeps the latest thousand states", () => {
  let history = beginHistory(0);
  for (let state = 1; state <= 1_200; state++) history = record(history, state);
  assert.equal(history.past.length, 1_000);
  assert.equal(history.past.at(-1), 1_199);
});
