import { instantOfLocal, localTime } from "../logs/zoned_time.ts";

/** Where the days of a zone begin that a time touches, oldest first, and at the end where the last of them ends. */
export function startsOfDays({ fromMs, toMs }: { fromMs: number; toMs: number }, zone: string): number[] {
  const starts: number[] = [];
  // Dates are counted in UTC, where days are even.
  let date = Date.parse(`${localTime(fromMs, zone).slice(0, 10)}T00:00:00Z`);
  for (;;) {
    const startMs = startOfDate(date, zone);
    starts.push(startMs);
    if (startMs >= toMs && starts.length > 1) return starts;
    date += DAY_MS;
  }
}

const DAY_MS = 86_400_000;

function startOfDate(dateMs: number, zone: string): number {
  if (zone === "UTC") return dateMs;
  return instantOfLocal(`${new Date(dateMs).toISOString().slice(0, 10)}T00:00`, zone)!;
}
