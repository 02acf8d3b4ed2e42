import { formatTime } from "../components/format_time.ts";

/** An hour or a day as it stands in a table: `2026-11-23 14:00`, `2026-11-23`. */
export function formatBucket(startMs: number, bucket: "HOUR" | "DAY", zone: string): string {
  return formatTime(new Date(startMs), zone, bucket === "DAY" ? "day" : "minute");
}

/** Marks of a time axis: hours as `14:00`, and days, or where an hour begins one, as `23 Nov`. */
export function formatTimeTicks(ticksMs: readonly number[], stepMs: number, zone: string): string[] {
  return ticksMs.map((ms) => {
    const text = formatTime(new Date(ms), zone, "minute");
    const clock = text.slice(11, 16);
    if (stepMs < DAY_MS && clock !== "00:00") return clock;
    return `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1]}`;
  });
}

const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
