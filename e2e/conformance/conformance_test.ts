import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { runConformance } from "./conformance.ts";
import { conformanceTable } from "./table.ts";

test("every official client gets every case right at every kind of provider", async () => {
  const cells = await runConformance();
  const table = conformanceTable(cells);
  console.log(table);
  assert.ok(cells.length > 400, `${cells.length} cells`);
  assert.deepEqual(cells.filter((cell) => cell.objection !== null).map((cell) => cell.objection), [], table);
});
