import { ValidationError } from "../api_error.ts";

/** A day of a tenant's calendar, from `from` inclusive to `until` exclusive. */
export interface CalendarDay {
  /** `2026-01-31`. */
  day: string;
  from: Date;
  until: Date;
}

/** A day by its date in a time zone; `ValidationError` at `day` for what is no date. */
export function calendarDay(day: string, timeZone: string): CalendarDay {
  const date = readDate(day);
  return { day: date.toString(), from: startOf(date, timeZone), until: startOf(date.add({ days: 1 }), timeZone) };
}

/** The day before the one that it is at `nowMs` in a time zone. */
export function dayBefore(nowMs: number, timeZone: string): CalendarDay {
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).toPlainDate();
  return calendarDay(today.subtract({ days: 1 }).toString(), timeZone);
}

/** The first moment of a date, which is not midnight where the clocks skip that. */
function startOf(date: Temporal.PlainDate, timeZone: string): Date {
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds);
}

const YEAR_MIN = 1970;
const YEAR_MAX = 9998;

function readDate(day: string): Temporal.PlainDate {
  // Temporal takes more: dates of the year 270000, with calendars and times behind them.
  if (/^\d{4}-\d{2}-\d{2}$/.test(day)) {
    try {
      const date = Temporal.PlainDate.from(day);
      // All of it, in any zone, and the hour before within the years that Postgres reads.
      if (date.year >= YEAR_MIN && date.year <= YEAR_MAX) return date;
    } catch {
      // Refused below: there is no such day.
    }
  }
  throw new ValidationError([{ path: ["day"], message: "not a date like 2026-01-31" }]);
}
