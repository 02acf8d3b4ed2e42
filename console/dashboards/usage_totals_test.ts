import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { usageSum } from "./testing/usage_sums.ts";
import { usageTotals } from "./usage_totals.ts";

test("usageTotals() sums a time up and compares it with the one before", () => {
  const now = usageSum({ requests: "1500", errors: "30", costNanoUsd: "2500000000", cacheHits: "150" });
  const before = usageSum({ requests: "1000", errors: "10", costNanoUsd: "2500000000", cacheHits: "300" });
  const told = usageTotals(now, before).map(({ title, text, change }) => [title, text, change]);
  assert.deepEqual(told, [
    ["Requests", "1.5k", "+50 % vs. before"],
    ["Error rate", "2 %", "+1 points vs. before"],
    ["Cost", "$2.50", "as before"],
    ["Tokens", "0", null],
    ["Cache hits", "10 %", "−20 points vs. before"],
    ["Latency p95", "–", null],
    ["First token p95", "–", null],
  ]);
  assert.equal(usageTotals(now, before)[0]!.exact, "1,500");
});

test("usageTotals() makes no percentage of nothing", () => {
  const totals = usageTotals(usageSum({ requests: "5" }), usageSum());
  assert.deepEqual(totals.map(({ change }) => change), [null, null, null, null, null, null, null]);
});
