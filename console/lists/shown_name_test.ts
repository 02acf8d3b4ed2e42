import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { shownName } from "./shown_name.ts";

test("shownName() takes the mark from what is archived", () => {
  assert.equal(shownName({ name: "a~b~0190", archivedAt: "2026-11-26T00:00:00Z" }), "a~b");
  assert.equal(shownName({ name: "a~b", archivedAt: null }), "a~b");
});
