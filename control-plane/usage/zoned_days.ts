const HOUR_MS = 3_600_000;

/** A stretch of time, epoch milliseconds: from `fromMs` inclusive to `toMs` exclusive. */
interface Range {
  fromMs: number;
  toMs: number;
}

/** When the day of a time zone began that a moment lies in, epoch milliseconds. */
export function startOfDay(ms: number, timeZone: string): number {
  return startOf(dateAt(ms, timeZone), timeZone);
}

/** When the day ends that a moment lies in; the moment itself where a day begins with it. */
export function endOfDay(ms: number, timeZone: string): number {
  const date = dateAt(ms, timeZone);
  return startOf(date, timeZone) === ms ? ms : startOf(date.add({ days: 1 }), timeZone);
}

/** Where as many days begin before whole ones, whatever the clocks did. */
export function daysBefore({ fromMs, toMs }: Range, timeZone: string): number {
  const from = dateAt(fromMs, timeZone);
  return startOf(from.subtract({ days: from.until(dateAt(toMs, timeZone)).days }), timeZone);
}

/** Whether all days that a range touches begin and end on whole hours of UTC. */
export function startsOnWholeHours({ fromMs, toMs }: Range, timeZone: string): boolean {
  let date = dateAt(fromMs, timeZone);
  for (let startMs = startOf(date, timeZone);; startMs = startOf(date, timeZone)) {
    if (startMs % HOUR_MS !== 0) return false;
    if (startMs >= toMs) return true;
    date = date.add({ days: 1 });
  }
}

function dateAt(ms: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** The first moment of a date, which is not midnight where the clocks skip that. */
function startOf(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
