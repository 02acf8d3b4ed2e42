import type { ChartModel, ChartSeries, ChartUnit } from "../charts/chart_model.ts";
import type { usageBreakdownQuery } from "../graphql/documents/usage.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import type { BreakdownBy, BreakdownMetric } from "./dashboard_view.ts";
import { groupName, type GroupNames } from "./group_names.ts";
import { countSeries, durationSeries, moneySeries } from "./overview_charts.ts";
import { allTokens, pointsAt } from "./usage_points.ts";
import type { ViewRange } from "./view_range.ts";

export type BreakdownSeries = ResultOf<typeof usageBreakdownQuery>["usageSeries"];

/** One figure over time, a line for each that is told apart; those of most requests have lines of their own. */
export function breakdownChart(
  series: BreakdownSeries,
  { by, metric, range, hourZone, names }: {
    by: BreakdownBy;
    metric: BreakdownMetric;
    range: ViewRange;
    hourZone: string | null;
    names: GroupNames;
  },
): ChartModel {
  const { startsMs, endMs, bucket } = range;
  const zone = bucket === "DAY" ? range.timeZone ?? "UTC" : hourZone;
  const lines = series.map((one, index) => {
    const label = one.isOther ? "All else" : groupName(by, one.group, names);
    return lineOf(label, one.isOther ? 8 : index % 7 + 1, { metric, points: pointsAt(startsMs, one.points) });
  });
  return {
    ...{
      id: "breakdown",
      title: `${METRIC_TITLES[metric]} by ${BY_TITLES[by]}`,
      unit: UNITS[metric],
      startsMs,
      endMs,
      bucket,
      zone,
    },
    series: lines,
  };
}

/** What it is told apart by, in words. */
export const BY_TITLES: Readonly<Record<BreakdownBy, string>> = {
  model: "model",
  provider: "provider",
  route: "route",
  key: "API key",
  project: "project",
  outcome: "outcome",
  error: "error code",
  user: "end user",
  tag: "tag",
};

export const METRIC_TITLES: Readonly<Record<BreakdownMetric, string>> = {
  requests: "Requests",
  cost: "Cost",
  tokens: "Tokens",
  errors: "Errors",
  latency: "Latency, p95",
};

const UNITS: Readonly<Record<BreakdownMetric, ChartUnit>> = {
  requests: "count",
  cost: "money",
  tokens: "count",
  errors: "count",
  latency: "duration",
};

type BreakdownUsage = BreakdownSeries[number]["points"][number]["usage"];

function lineOf(
  label: string,
  color: number,
  { metric, points }: { metric: BreakdownMetric; points: readonly (BreakdownUsage | null)[] },
): ChartSeries {
  const sum = (select: (usage: BreakdownUsage) => string | bigint) =>
    points.reduce((all, usage) => usage === null ? all : all + BigInt(select(usage)), 0n);
  const counted = (select: (usage: BreakdownUsage) => string | bigint) => ({ points, select, total: sum(select) });
  switch (metric) {
    case "requests":
      return countSeries(label, color, counted(({ requests }) => requests));
    case "errors":
      return countSeries(label, color, counted(({ errors }) => errors));
    case "tokens":
      return countSeries(label, color, counted(allTokens));
    case "cost":
      return moneySeries(label, color, counted(({ costNanoUsd }) => costNanoUsd));
    case "latency":
      return durationSeries(label, color, {
        values: points.map((usage) => usage?.latency?.p95Ms ?? null),
        total: null,
      });
  }
}
