/** How much of a moment is shown: its day, or that and the time down to a unit, or the time of day alone. */
export type TimeFormat = "day" | "minute" | "second" | "millisecond" | "clock";

/** A moment in a zone, `2026-11-23 14:05:09.123`, so that columns line up and sort; UTC says that it is that. */
export function formatTime(date: Date, zone: string, format: TimeFormat): string {
  const parts = Object.fromEntries(formatterFor(zone).formatToParts(date).map(({ type, value }) => [type, value]));
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  const minute = `${parts.hour}:${parts.minute}`;
  const suffix = zone === "UTC" ? " UTC" : "";
  switch (format) {
    case "day":
      return day;
    case "minute":
      return `${day} ${minute}${suffix}`;
    case "second":
      return `${day} ${minute}:${parts.second}${suffix}`;
    case "millisecond":
      return `${day} ${minute}:${parts.second}.${parts.fractionalSecond}${suffix}`;
    case "clock":
      return `${minute}:${parts.second}.${parts.fractionalSecond}${suffix}`;
  }
}

/** Making one takes longer than using it a hundred times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
