import type { UpstreamHeaders } from "../upstream/upstream.ts";

/** The longest wait that is believed, milliseconds: one day. */
export const RETRY_AFTER_MAX_MS = 86_400_000;

/**
 * How long a provider asks to be left alone, milliseconds: from `retry-after-ms`, else from `retry-after` in seconds or as
 * an HTTP date seen from `nowMs`. Null when it says nothing that can be understood; never negative, one day at most.
 */
export function retryAfterMs(headers: UpstreamHeaders, nowMs: number): number | null {
  const milliseconds = decimal(headers.get("retry-after-ms"));
  if (milliseconds !== null) return bounded(milliseconds);
  const value = headers.get("retry-after");
  const seconds = decimal(value);
  if (seconds !== null) return bounded(seconds * 1_000);
  // The engine parses nearly anything as a date (`-5` too); an HTTP date begins with the day's name.
  const at = value !== null && /^\s*[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? null : bounded(at - nowMs);
}

function decimal(value: string | null): number | null {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}

function bounded(waitMs: number): number {
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(0, Math.ceil(waitMs)));
}
