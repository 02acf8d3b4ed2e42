import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { FAULTS } from "./faults.ts";
import { LANES } from "./lanes.ts";
import { faultTable } from "./main.ts";
import { runFaults } from "./run_faults.ts";

test("whatever a provider does, every dialect gets an answer or a typed error, and the record tells which", async () => {
  const rows = await runFaults();
  assert.equal(rows.length, FAULTS.length * LANES.length);
  assert.deepEqual(rows.filter((row) => row.objection !== null).map((row) => row.objection), [], faultTable(rows));
});
