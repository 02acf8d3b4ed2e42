/**
 * The moment that clocks of a zone show as `local` (`2026-11-23T14:05` or with seconds), in epoch milliseconds. Of a time
 * that they show twice the first, and for one that they skip the moment as long after the skip. Null when it is no time.
 */
export function instantOfLocal(local: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return null;
  const asUtc = Date.parse(`${local}Z`);
  // Parsing takes 31 February for the third of March; a clock never shows that.
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(local)) return null;
  // The offset a day before and after: between them lies any change that touches this time.
  const [before, after] = [-86_400_000, 86_400_000].map((ms) => offsetMs(asUtc + ms, zone));
  const early = asUtc - Math.max(before!, after!);
  if (localTime(early, zone) === fullLocal(asUtc)) return early;
  const late = asUtc - Math.min(before!, after!);
  return localTime(late, zone) === fullLocal(asUtc) ? late : asUtc - before!;
}

/** What clocks of a zone show at a moment, `2026-11-23T14:05:09`. */
export function localTime(instantMs: number, zone: string): string {
  return fullLocal(instantMs + offsetMs(instantMs, zone));
}

/** Whether there is such a zone. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function offsetMs(instantMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...PARTS });
  const part = Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  return shown - Math.floor(instantMs / 1_000) * 1_000;
}

function fullLocal(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

const PARTS = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
} as const;
