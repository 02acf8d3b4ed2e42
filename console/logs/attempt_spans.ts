/** What of an attempt the waterfall needs. */
export interface TimedAttempt {
  /** ISO 8601. */
  startedAt: string;
  firstByteMs: number | null;
  endMs: number;
}

/** An attempt on the request's own time line, in milliseconds from the request's receipt. */
export interface AttemptSpan {
  startMs: number;
  /** Where waiting ends and receiving begins; null when nothing was received. */
  firstByteMs: number | null;
  endMs: number;
}

/** Where the attempts of a request lie within it, and how long the line is that holds them all. */
export function attemptSpans(
  { ts, totalMs, attempts }: { ts: string; totalMs: number; attempts: readonly TimedAttempt[] },
): { spans: AttemptSpan[]; lineMs: number } {
  const receivedMs = Date.parse(ts);
  const spans = attempts.map(({ startedAt, firstByteMs, endMs }) => {
    // The clocks are read in whole milliseconds: the first attempt may seem to come before the request.
    const startMs = Math.max(0, Date.parse(startedAt) - receivedMs);
    return {
      startMs,
      firstByteMs: firstByteMs === null ? null : startMs + Math.min(firstByteMs, endMs),
      endMs: startMs + endMs,
    };
  });
  return { spans, lineMs: Math.max(totalMs, ...spans.map(({ endMs }) => endMs)) };
}
