import { useEffect, useState } from "preact/hooks";
import { formatTime, type TimeFormat } from "../components/format_time.ts";

interface TimeProps {
  /** ISO 8601, or milliseconds since the epoch. */
  at: string | number;
  /** Default `minute`. */
  format?: TimeFormat;
}

/** A moment: in UTC from the server, in the reader's own zone as soon as that is known; the title has both. */
export default function Time({ at, format = "minute" }: TimeProps) {
  // Known only in the browser, and not before the first rendering, which must be the server's own.
  const [zone, setZone] = useState("UTC");
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const date = new Date(at);
  const utc = formatTime(date, "UTC", "millisecond");
  const title = zone === "UTC" ? utc : `${formatTime(date, zone, "millisecond")}\n${utc}`;
  return (
    <time dateTime={date.toISOString()} title={title} class="whitespace-nowrap tabular-nums">
      {formatTime(date, zone, format)}
    </time>
  );
}
