import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { overviewCharts } from "./overview_charts.ts";
import { usageSum } from "./testing/usage_sums.ts";
import type { UsageOverview } from "./usage_points.ts";
import type { ViewRange } from "./view_range.ts";

const HOUR_MS = 3_600_000;
const FROM_MS = Date.parse("2026-11-26T08:00:00Z");
const RANGE: ViewRange = {
  fromMs: FROM_MS,
  toMs: FROM_MS + 3 * HOUR_MS,
  bucket: "HOUR",
  timeZone: null,
  startsMs: [FROM_MS, FROM_MS + HOUR_MS, FROM_MS + 2 * HOUR_MS],
  endMs: FROM_MS + 3 * HOUR_MS,
};
const LATENCY = { p50Ms: 100, p95Ms: 200, p99Ms: 300 };
const USAGE = usageSum({
  requests: "12345",
  errors: "45",
  denied: null,
  inputTokens: "100",
  cacheReadTokens: "60",
  cacheWriteTokens: "10",
  outputTokens: "50",
  reasoningTokens: "20",
  costNanoUsd: "1234567890123456789",
  cacheHits: "3",
  latency: LATENCY,
});

test("overviewCharts() draws nothing recorded as 0, durations of nothing not at all, and the time before over it", () => {
  const charts = chartsOf({ compare: true });
  const [requests, errors] = charts.requests!;
  assert.deepEqual(requests!.values, [0, 12_345, 0]);
  assert.deepEqual(errors!.values, [0, 45, 0]);
  const before = charts.requests!.at(-1)!;
  assert.deepEqual([before.label, before.dashed, before.values], ["Requests before", true, [0, 0, 7]]);
  assert.deepEqual(charts.latency![1]!.values, [null, 200, null]);
  assert.equal(charts.latency![1]!.text(0), "–");
  assert.deepEqual(chartsOf({ compare: false }).requests!.map(({ label }) => label), [
    ...["Requests", "Errors", "Denied", "Cancelled"],
  ]);
});

test("overviewCharts() tells money exactly, though it is drawn as a number", () => {
  const [cost] = chartsOf({ compare: false }).cost!;
  assert.equal(cost!.text(1), "$1,234,567,890.12");
  assert.equal(cost!.total, "$1,234,567,890.12");
});

test("overviewCharts() tells tokens apart so that the kinds add up to all", () => {
  const kinds = chartsOf({ compare: false }).tokens!.map(({ label, values }) => [label, values[1]]);
  assert.deepEqual(kinds, [["Input", 30], ["Cache read", 60], ["Cache write", 10], ["Output", 30], ["Reasoning", 20]]);
});

function chartsOf({ compare }: { compare: boolean }) {
  const { requests, costNanoUsd, inputTokens, outputTokens, cacheHits, latency, timeToFirstToken } = usageSum({
    requests: "7",
  });
  const usage = { requests, costNanoUsd, inputTokens, outputTokens, cacheHits, latency, timeToFirstToken };
  const overview: UsageOverview = {
    total: USAGE,
    points: [{ at: new Date(FROM_MS + HOUR_MS).toISOString(), usage: USAGE }],
    previous: {
      from: new Date(FROM_MS - 3 * HOUR_MS).toISOString(),
      to: new Date(FROM_MS).toISOString(),
      total: usageSum({ requests: "7" }),
      points: [{ at: new Date(FROM_MS - HOUR_MS).toISOString(), usage }],
    },
    errorBreakdown: [],
  };
  const charts = overviewCharts(overview, { range: RANGE, hourZone: null, compare });
  return Object.fromEntries(charts.map(({ id, series }) => [id, series]));
}
