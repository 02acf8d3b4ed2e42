import { startsOfDays } from "./bucket_starts.ts";
import { type DashboardView, RANGES } from "./dashboard_view.ts";

/** A view's time, as `usageSeries` takes it. */
export interface ViewRange {
  fromMs: number;
  toMs: number;
  bucket: "HOUR" | "DAY";
  /** Whose days they are; null: those of UTC, and of hours. */
  timeZone: string | null;
  /** The moments that hours or days of it begin at, oldest first, those without a request included. */
  startsMs: readonly number[];
  /** When the last of them ends. */
  endMs: number;
}

/**
 * The time that a view is of. Up to eight days it is cut into hours, else into days: of the view's zone, or of
 * `tenantZone`; of UTC where the zone's days do not begin on whole hours of UTC, or there are more than the API sums up
 * by zone.
 */
export function viewRange(
  view: DashboardView,
  { nowMs, tenantZone }: { nowMs: number; tenantZone: string },
): ViewRange {
  const { fromMs, toMs } = spanOf(view, nowMs);
  const areHoursKept = fromMs >= nowMs - HOURS_KEPT_DAYS * DAY_MS;
  if (toMs - fromMs <= HOURS_MAX * HOUR_MS && areHoursKept) {
    const startsMs = hoursOf(fromMs, toMs);
    return { fromMs, toMs, bucket: "HOUR", timeZone: null, startsMs, endMs: startsMs.at(-1)! + HOUR_MS };
  }
  return dailyRange(fromMs, toMs, areHoursKept ? view.zone ?? tenantZone : "UTC");
}

/** The same cut into days, for what is not kept by hours: of UTC alone where `zone` is. */
export function dailyRange(fromMs: number, toMs: number, zone: string): ViewRange {
  const isZoned = zone !== "UTC" && toMs - fromMs <= ZONED_DAYS_MAX * DAY_MS;
  const zoned = isZoned ? startsOfDays({ fromMs, toMs }, zone) : null;
  const isWhole = zoned?.every((ms) => ms % HOUR_MS === 0) ?? false;
  const timeZone = isWhole ? zone : null;
  const starts = isWhole ? zoned! : startsOfDays({ fromMs, toMs }, "UTC");
  return { fromMs, toMs, bucket: "DAY", timeZone, startsMs: starts.slice(0, -1), endMs: starts.at(-1)! };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More points than that are no longer told apart. */
const HOURS_MAX = 8 * 24;
/** Hours are kept for 90 days, and a zone's days are summed up of them: the days before are asked for, too. */
const HOURS_KEPT_DAYS = 90;
const ZONED_DAYS_MAX = 44;

function spanOf({ range, from, to }: DashboardView, nowMs: number): { fromMs: number; toMs: number } {
  if (range === null && from !== null && to !== null) return { fromMs: Date.parse(from), toMs: Date.parse(to) };
  // To the end of the hour: the same numbers are asked for until it is over.
  const endMs = Math.ceil((nowMs + 1) / HOUR_MS) * HOUR_MS;
  const hours = RANGES[range ?? "24h"];
  // Days are given whole: as many as the name says, today among them.
  const fromMs = endMs - hours * HOUR_MS;
  return { fromMs: hours > HOURS_MAX ? fromMs + DAY_MS : fromMs, toMs: endMs };
}

function hoursOf(fromMs: number, toMs: number): number[] {
  const first = Math.floor(fromMs / HOUR_MS);
  const end = Math.ceil(toMs / HOUR_MS);
  return Array.from({ length: Math.max(1, end - first) }, (_, index) => (first + index) * HOUR_MS);
}
