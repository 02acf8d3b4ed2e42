import { formatNanoUsd } from "../components/format_nano_usd.ts";
import { formatDuration } from "../logs/format_duration.ts";
import type { ChartUnit } from "./chart_model.ts";

/** A count with three digits: `999`, `1.23k`, `45.6M`. */
export function formatCompact(count: bigint | number): string {
  const value = Number(count);
  const unit = UNITS.find(({ from }) => Math.abs(value) >= from);
  if (unit === undefined) return Number.isInteger(value) ? String(value) : trimmed(value);
  return trimmed(value / unit.by) + unit.suffix;
}

/** All digits, in groups of three. */
export function formatCount(count: bigint | number): string {
  return count.toLocaleString("en");
}

/** 0.1234 as `12.3 %`. */
export function formatShare(share: number): string {
  return `${trimmed(share * 100)} %`;
}

/** A value at an axis. */
export function formatTick(value: number, unit: ChartUnit): string {
  switch (unit) {
    case "count":
      return formatCompact(value);
    case "money":
      return value >= 1_000 ? `$${formatCompact(value)}` : formatNanoUsd(BigInt(Math.round(value * 1e9))).text;
    case "duration":
      return formatDuration(value);
    case "share":
      return formatShare(value);
  }
}

// What rounds up to a thousand belongs to the next unit.
const UNITS = [
  { from: 999.5e9, by: 1e12, suffix: "T" },
  { from: 999.5e6, by: 1e9, suffix: "B" },
  { from: 999.5e3, by: 1e6, suffix: "M" },
  { from: 999.5, by: 1e3, suffix: "k" },
];

/** Three significant digits at most, without zeros at the end. */
function trimmed(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  const text = value.toFixed(decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, "");
}
