import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { attackTable } from "./main.ts";
import { runAttacks } from "./run_attacks.ts";

test("whatever bad input comes in, it is refused as documented, and nothing crashes, hangs or leaks", async () => {
  const report = await runAttacks();
  assert.ok(report.rows.length >= 60, `${report.rows.length} attacks`);
  assert.deepEqual(report.objections, [], attackTable(report));
  assert.deepEqual(report.rows.filter(({ objection }) => objection !== null), [], attackTable(report));
});
