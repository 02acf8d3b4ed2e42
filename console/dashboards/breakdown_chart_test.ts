import assert from "node:assert/strict";
import { CHART_COLORS } from "../charts/chart_model.ts";
import { test } from "../../testing/test.ts";
import { breakdownChart, type BreakdownSeries } from "./breakdown_chart.ts";
import type { BreakdownMetric } from "./dashboard_view.ts";
import type { ViewRange } from "./view_range.ts";

const AT = "2026-11-26T00:00:00.000Z";
const START_MS = Date.parse(AT);
const RANGE: ViewRange = {
  ...{ fromMs: START_MS, toMs: START_MS + 1, bucket: "DAY", timeZone: null },
  ...{ startsMs: [START_MS - 86_400_000, START_MS], endMs: START_MS + 86_400_000 },
};

test("breakdownChart() draws a line for each, by its name, and one for the rest in a colour of its own", () => {
  const series = [seriesOf("k1"), seriesOf("k2"), seriesOf(""), { ...seriesOf(null), isOther: true }];
  const chart = chartOf(series, "requests");
  assert.deepEqual(chart.series.map(({ label, color }) => [label, color]), [
    ["Shop", 1],
    ["a key not listed", 2],
    ["no key", 3],
    ["All else", CHART_COLORS],
  ]);
  assert.equal(chart.title, "Requests by API key");
  assert.equal(chart.zone, "UTC");
  assert.deepEqual(chart.series[0]!.values, [0, 10]);
});

test("breakdownChart() draws the figure that is asked for", () => {
  const cases: [metric: BreakdownMetric, values: (number | null)[], text: string, total: string | null][] = [
    ["requests", [0, 10], "10", "10"],
    ["errors", [0, 2], "2", "2"],
    ["tokens", [0, 150], "150", "150"],
    ["cost", [0, 1.5], "$1.50", "$1.50"],
    ["latency", [null, 800], "800 ms", null],
  ];
  for (const [metric, values, text, total] of cases) {
    const line = chartOf([seriesOf("k1")], metric).series[0]!;
    assert.deepEqual([line.values, line.text(1), line.total], [values, text, total], metric);
  }
});

function chartOf(series: BreakdownSeries, metric: BreakdownMetric) {
  const names = { keys: { k1: "Shop" }, projects: {} };
  return breakdownChart(series, { by: "key", metric, range: RANGE, hourZone: null, names });
}

function seriesOf(group: string | null): BreakdownSeries[number] {
  const usage = {
    ...{ requests: "10", errors: "2", costNanoUsd: "1500000000", inputTokens: "100", outputTokens: "50" },
    latency: { p95Ms: 800 },
  };
  return { group, isOther: false, points: [{ at: AT, usage }] };
}
