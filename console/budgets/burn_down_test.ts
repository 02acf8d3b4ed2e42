import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { BudgetNode } from "./budget_list.ts";
import { burnDown, burnDownQuestion } from "./burn_down.ts";

const MIDNIGHT = Date.parse("2026-11-26T00:00:00Z");
const HOUR_MS = 3_600_000;

test("burnDown() goes down with what was spent, ends now at the counter, and leads on to the forecast", () => {
  const budget = budgetOf({ spent: "400", forecast: "1600" });
  const question = burnDownQuestion(budget, "UTC")!;
  assert.equal(question.bucket, "HOUR");
  const points = [{ at: "2026-11-26T01:00:00.000Z", usage: { costNanoUsd: "100" } }];
  const model = burnDown(budget, { points, question, nowMs: MIDNIGHT + 5.5 * HOUR_MS, zone: "UTC" });
  assert.equal(model.startsMs.length, 24);
  const [left, forecast] = model.series;
  const nano = (values: readonly (number | null)[]) =>
    values.map((value) => value === null ? null : Math.round(value * 1e9));
  assert.deepEqual(nano(left!.values.slice(0, 7)), [1_000, 900, 900, 900, 900, 600, null]);
  assert.equal(forecast!.values[4], null);
  assert.equal(nano(forecast!.values)[5], 600);
  // Overspent by 600 at the end: nothing is left there.
  assert.equal(forecast!.values[23], 0);
  assert.ok(forecast!.values[10]! < forecast!.values[6]!);
});

test("burnDownQuestion() asks for the budget's own requests, and for none where that cannot be", () => {
  const project = { id: "p", name: "Web" };
  const scoped = (scope: Partial<BudgetNode["scope"]>, more: Partial<BudgetNode> = {}) => {
    const budget = budgetOf({ spent: "0", forecast: null });
    return burnDownQuestion({ ...budget, ...more, scope: { ...budget.scope, ...scope } }, "Europe/Berlin");
  };
  assert.deepEqual(scoped({ type: "PROJECT", project })?.filter, { projectIds: ["p"] });
  assert.deepEqual(scoped({ type: "API_KEY", apiKey: { id: "k", name: "Shop" } })?.filter, { apiKeyIds: ["k"] });
  assert.equal(scoped({}, { period: "MONTH" })?.timeZone, "Europe/Berlin");
  assert.equal(scoped({ type: "MODEL", model: "gpt-5" }), null);
  assert.equal(scoped({}, { perEach: true }), null);
  assert.equal(scoped({}, { period: "HOUR" }), null);
});

function budgetOf({ spent, forecast }: { spent: string; forecast: string | null }): BudgetNode {
  return {
    name: "Budget",
    action: "BLOCK",
    perEach: false,
    period: "DAY",
    periodStart: "2026-11-26T00:00:00.000Z",
    resetsAt: "2026-11-27T00:00:00.000Z",
    maxNanoUsd: "1000",
    policy: null,
    apiKey: null,
    scope: { type: "TENANT", model: null, apiKey: null, project: null },
    state: {
      counterKey: "c",
      source: "LEDGER",
      spentNanoUsd: spent,
      reservedNanoUsd: "0",
      remainingNanoUsd: "0",
      share: 0,
      forecastNanoUsd: forecast,
    },
    topSpenders: { pageInfo: { hasNextPage: false }, edges: [] },
  };
}
