import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { textTable } from "./text_table.ts";

test("textTable() sets numbers to the right and words to the left", () => {
  const lines = [["party", "requests/s"], ["nginx", "1,000"], ["we", "20"]];
  assert.equal(
    textTable(lines, { markdown: false }),
    "  party  requests/s\n  nginx       1,000\n  we             20",
  );
  assert.equal(
    textTable(lines, { markdown: true }),
    "| party | requests/s |\n| ----- | ---------: |\n| nginx |      1,000 |\n| we    |         20 |",
  );
});
