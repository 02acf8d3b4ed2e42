import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { chaosTable, SCENARIOS } from "./main.ts";
import { runScenario, SHORT_FORM } from "./scenario.ts";

for (const scenario of SCENARIOS.filter(({ short }) => short)) {
  test(`chaos: ${scenario.name}`, async () => {
    const verdict = await runScenario(scenario, SHORT_FORM);
    console.log(chaosTable([verdict]));
    assert.deepEqual(verdict.objections, [], chaosTable([verdict]));
  });
}
