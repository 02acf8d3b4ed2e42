import type { SpendPeriod } from "../contracts/policy.ts";

/** A stretch of the calendar, epoch milliseconds: from `start` inclusive to `end` exclusive. */
export interface CalendarPeriod {
  readonly start: number;
  readonly end: number;
}

/**
 * The hours, days and months of a time zone. Each kind leaves no gap and no overlap, whatever the clocks do: a day has 23 or
 * 25 hours when they change, an hour that comes twice counts as two, and one that a change cuts short is short.
 *
 * Remembers the latest period of each kind, so that a look-up while it lasts is two comparisons.
 */
export class SpendPeriods {
  readonly #timeZone: string;
  readonly #latest: Record<SpendPeriod, CalendarPeriod> = { hour: NO_PERIOD, day: NO_PERIOD, month: NO_PERIOD };

  /** Throws a RangeError where `timeZone` is no IANA time zone; tenants are held to one when it is set. */
  constructor(timeZone: string) {
    this.#timeZone = new Temporal.ZonedDateTime(0n, timeZone).timeZoneId;
  }

  /** The period of this kind that holds the moment `nowMs`; the same object while it lasts. */
  at(period: SpendPeriod, nowMs: number): CalendarPeriod {
    const latest = this.#latest[period];
    if (nowMs >= latest.start && nowMs < latest.end) return latest;
    const now = Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs)).toZonedDateTimeISO(this.#timeZone);
    return this.#latest[period] = period === "hour" ? hourAt(now) : daysAt(now, period);
  }
}

const NO_PERIOD: CalendarPeriod = { start: 0, end: 0 };
const HOUR_MS = 3_600_000;
const NANOSECONDS_PER_MS = 1_000_000;

function hourAt(now: Temporal.ZonedDateTime): CalendarPeriod {
  const nowMs = now.epochMilliseconds;
  const intoHourMs = (nowMs + now.offsetNanoseconds / NANOSECONDS_PER_MS) % HOUR_MS;
  const start = nowMs - (intoHourMs < 0 ? intoHourMs + HOUR_MS : intoHourMs);
  // A change of the clocks ends an hour. The one before may be at this very moment, which "previous" leaves out.
  const before = now.add({ milliseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds ?? -Infinity;
  const after = now.getTimeZoneTransition("next")?.epochMilliseconds ?? Infinity;
  return { start: Math.max(start, before), end: Math.min(start + HOUR_MS, after) };
}

function daysAt(now: Temporal.ZonedDateTime, period: "day" | "month"): CalendarPeriod {
  const step = period === "day" ? { days: 1 } : { months: 1 };
  const today = now.toPlainDate();
  let first = period === "day" ? today : today.with({ day: 1 });
  let start = startOf(first, now.timeZoneId);
  for (;;) {
    first = first.add(step);
    const end = startOf(first, now.timeZoneId);
    if (end > now.epochMilliseconds) return { start, end };
    // Clocks that went back past a midnight that had been: the rest of the old day belongs to the new one.
    start = end;
  }
}

/** The first moment of a date, which is not midnight where the clocks skip that. */
function startOf(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
