import type { ChartModel, ChartSeries, ChartUnit } from "../charts/chart_model.ts";
import { formatCompact, formatCount, formatShare } from "../charts/format_number.ts";
import { formatNanoUsd } from "../components/format_nano_usd.ts";
import type { UsageSum } from "../graphql/documents/usage.ts";
import { formatDuration } from "../logs/format_duration.ts";
import {
  allTokens,
  pointsAt,
  previousAt,
  type PreviousUsage,
  shareOf,
  type TokenKind,
  tokenKinds,
} from "./usage_points.ts";
import type { UsageOverview } from "./usage_points.ts";
import type { ViewRange } from "./view_range.ts";

export interface OverviewChartOptions {
  range: ViewRange;
  /** Whose hours they are; null: the reader's. */
  hourZone: string | null;
  compare: boolean;
}

/** The charts of all requests that a view is of. */
export function overviewCharts(
  overview: UsageOverview,
  { range, hourZone, compare }: OverviewChartOptions,
): ChartModel[] {
  const { startsMs, endMs, bucket } = range;
  const zone = bucket === "DAY" ? range.timeZone ?? "UTC" : hourZone;
  const drawn: Drawn = {
    points: pointsAt(startsMs, overview.points),
    previous: compare ? previousAt(startsMs, overview.previous, bucket) : null,
    total: overview.total,
    before: overview.previous.total,
  };
  const chart = (id: string, title: string, unit: ChartUnit, series: readonly ChartSeries[]): ChartModel => ({
    ...{ id, title, unit, startsMs, endMs, bucket, zone, series },
  });
  return [
    chart("requests", "Requests", "count", requestSeries(drawn)),
    chart("cost", "Cost", "money", costSeries(drawn)),
    chart("tokens", "Tokens by kind", "count", tokenSeries(drawn)),
    chart("cache", "Cache", "share", cacheSeries(drawn)),
    chart("latency", "Latency", "duration", quantileSeries(drawn, "latency")),
    chart("ttft", "Time to first token", "duration", quantileSeries(drawn, "timeToFirstToken")),
  ];
}

interface Drawn {
  points: readonly (UsageSum | null)[];
  /** Null where nothing is compared. */
  previous: readonly (PreviousUsage | null)[] | null;
  total: UsageSum;
  before: UsageSum;
}

/** A line of counts: nothing recorded is nothing, and drawn as 0. */
export function countSeries<Usage>(
  label: string,
  color: number,
  { points, select, total, ...look }: {
    points: readonly (Usage | null)[];
    select(usage: Usage): string | bigint;
    total: string | bigint | null;
    dashed?: boolean;
    filled?: boolean;
  },
): ChartSeries {
  const counts = points.map((usage) => usage === null ? 0n : BigInt(select(usage)));
  return {
    label,
    color,
    values: counts.map(Number),
    text: (index) => formatCount(counts[index] ?? 0n),
    total: total === null ? null : formatCompact(BigInt(total)),
    ...look,
  };
}

/** A line of money, exact as text. */
export function moneySeries<Usage>(
  label: string,
  color: number,
  { points, select, total, ...look }: {
    points: readonly (Usage | null)[];
    select(usage: Usage): string | bigint;
    total: string | bigint | null;
    dashed?: boolean;
    filled?: boolean;
  },
): ChartSeries {
  const amounts = points.map((usage) => usage === null ? 0n : BigInt(select(usage)));
  return {
    label,
    color,
    values: amounts.map((amount) => Number(amount) / NANO),
    text: (index) => formatNanoUsd(amounts[index] ?? 0n).text,
    total: total === null ? null : formatNanoUsd(BigInt(total)).text,
    ...look,
  };
}

/** A line of durations, which has gaps where nothing took any time. */
export function durationSeries(
  label: string,
  color: number,
  { values, total, ...look }: { values: readonly (number | null)[]; total: number | null; dashed?: boolean },
): ChartSeries {
  return {
    label,
    color,
    values,
    text: (index) => textOf(values[index], formatDuration),
    total: total === null ? null : formatDuration(total),
    ...look,
  };
}

const NANO = 1e9;
const BEFORE = { dashed: true };

function requestSeries({ points, previous, total, before }: Drawn): ChartSeries[] {
  const line = (label: string, color: number, select: (usage: UsageSum) => string | null) =>
    countSeries(label, color, { points, select: (usage) => select(usage) ?? "0", total: select(total) });
  const select = ({ requests }: { requests: string }) => requests;
  return [
    countSeries("Requests", 1, { points, select, total: total.requests, filled: true }),
    line("Errors", 4, ({ errors }) => errors),
    line("Denied", 2, ({ denied }) => denied),
    line("Cancelled", 8, ({ cancelled }) => cancelled),
    ...previous === null
      ? []
      : [countSeries("Requests before", 1, { points: previous, select, total: before.requests, ...BEFORE })],
  ];
}

function costSeries({ points, previous, total, before }: Drawn): ChartSeries[] {
  const select = ({ costNanoUsd }: { costNanoUsd: string }) => costNanoUsd;
  return [
    moneySeries("Cost", 3, { points, select, total: total.costNanoUsd, filled: true }),
    ...previous === null
      ? []
      : [moneySeries("Before", 3, { points: previous, select, total: before.costNanoUsd, ...BEFORE })],
  ];
}

function tokenSeries({ points, previous, total, before }: Drawn): ChartSeries[] {
  const totals = tokenKinds(total);
  const line = (label: string, color: number, kind: TokenKind) =>
    countSeries(label, color, { points, select: (usage) => tokenKinds(usage)[kind], total: totals[kind] });
  return [
    line("Input", 1, "input"),
    line("Cache read", 3, "cacheRead"),
    line("Cache write", 7, "cacheWrite"),
    line("Output", 5, "output"),
    line("Reasoning", 6, "reasoning"),
    ...previous === null
      ? []
      : [countSeries("All before", 8, { points: previous, select: allTokens, total: allTokens(before), ...BEFORE })],
  ];
}

function cacheSeries({ points, previous, total, before }: Drawn): ChartSeries[] {
  const hits = ({ cacheHits, requests }: { cacheHits: string; requests: string }) => shareOf(cacheHits, requests);
  const read = (usage: UsageSum) => shareOf(usage.cacheReadTokens, usage.inputTokens);
  return [
    shareSeries("Answered from the cache", 3, points.map((usage) => usage && hits(usage)), hits(total)),
    shareSeries("Input read from providers’ caches", 1, points.map((usage) => usage && read(usage)), read(total)),
    ...previous === null ? [] : [{
      ...shareSeries("Answered before", 3, previous.map((usage) => usage && hits(usage)), hits(before)),
      ...BEFORE,
    }],
  ];
}

function shareSeries(label: string, color: number, values: (number | null)[], total: number | null): ChartSeries {
  const text = (index: number) => textOf(values[index], formatShare);
  return { label, color, values, text, total: total === null ? null : formatShare(total) };
}

function quantileSeries({ points, previous, total, before }: Drawn, of: "latency" | "timeToFirstToken"): ChartSeries[] {
  const line = (label: string, color: number, name: "p50Ms" | "p95Ms" | "p99Ms") =>
    durationSeries(label, color, {
      values: points.map((usage) => usage?.[of]?.[name] ?? null),
      total: total[of]?.[name] ?? null,
    });
  return [
    line("p50", 3, "p50Ms"),
    line("p95", 1, "p95Ms"),
    line("p99", 5, "p99Ms"),
    ...previous === null ? [] : [durationSeries("p95 before", 1, {
      values: previous.map((usage) => usage?.[of]?.p95Ms ?? null),
      total: before[of]?.p95Ms ?? null,
      ...BEFORE,
    })],
  ];
}

function textOf(value: number | null | undefined, format: (value: number) => string): string {
  return value == null ? "–" : format(value);
}
