import { formatCompact, formatCount, formatShare } from "../charts/format_number.ts";
import { formatNanoUsd } from "../components/format_nano_usd.ts";
import type { UsageSum } from "../graphql/documents/usage.ts";
import { formatDuration } from "../logs/format_duration.ts";
import { allTokens, shareOf } from "./usage_points.ts";

/** A figure at the top of the dashboard. */
export interface UsageTotal {
  title: string;
  text: string;
  /** Every digit, where `text` has left some out. */
  exact: string | null;
  /** How much more or less it was than before, as `+12.3 % vs. before`; null where that says nothing. */
  change: string | null;
}

/** All of a time as a few figures, compared with the time before it. */
export function usageTotals(total: UsageSum, before: UsageSum): UsageTotal[] {
  const count = (title: string, select: (usage: UsageSum) => bigint): UsageTotal => ({
    title,
    text: formatCompact(select(total)),
    exact: formatCount(select(total)),
    change: relative(Number(select(total)), Number(select(before))),
  });
  const share = (title: string, select: (usage: UsageSum) => number | null): UsageTotal => ({
    title,
    text: orDash(select(total), formatShare),
    exact: null,
    change: points(select(total), select(before)),
  });
  const duration = (title: string, select: (usage: UsageSum) => number | null | undefined): UsageTotal => ({
    title,
    text: orDash(select(total) ?? null, formatDuration),
    exact: null,
    change: relative(select(total) ?? 0, select(before) ?? 0),
  });
  const cost = formatNanoUsd(BigInt(total.costNanoUsd));
  return [
    count("Requests", ({ requests }) => BigInt(requests)),
    share("Error rate", ({ errors, requests }) => shareOf(errors, requests)),
    { title: "Cost", ...cost, change: relative(Number(total.costNanoUsd), Number(before.costNanoUsd)) },
    count("Tokens", allTokens),
    share("Cache hits", ({ cacheHits, requests }) => shareOf(cacheHits, requests)),
    duration("Latency p95", ({ latency }) => latency?.p95Ms),
    duration("First token p95", ({ timeToFirstToken }) => timeToFirstToken?.p95Ms),
  ];
}

/** From nothing, or to nothing, is no percentage. */
function relative(now: number, before: number): string | null {
  if (before === 0 || now === 0) return null;
  const change = (now - before) / before;
  return change > 99.995 ? "over ×100 vs. before" : signed(change, formatShare);
}

/** Shares are compared by their difference: twice a thousandth is little. */
function points(now: number | null, before: number | null): string | null {
  if (now === null || before === null) return null;
  return signed(now - before, (share) => formatShare(share).replace("%", "points"));
}

function signed(change: number, format: (change: number) => string): string {
  if (Math.abs(change) < 0.000_5) return "as before";
  return `${change > 0 ? "+" : "−"}${format(Math.abs(change))} vs. before`;
}

function orDash(value: number | null, format: (value: number) => string): string {
  return value === null ? "–" : format(value);
}
