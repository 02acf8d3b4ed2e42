import type { UpstreamHeaders } from "../upstream/upstream.ts";

/** The longest wait that is believed, milliseconds: one day. */
export const RETRY_AFTER_MAX_MS = 86_400_000;

/**
 * How long a provider asks to be left alone, milliseconds: from `retry-after-ms`, else from `retry-after` in seconds, as a
 * duration (`1.5s`) or as an HTTP date seen from `nowMs`. Null when it says nothing that can be understood; never negative,
 * one day at most.
 */
export function retryAfterMs(headers: UpstreamHeaders, nowMs: number): number | null {
  const milliseconds = decimal(headers.get("retry-after-ms"));
  if (milliseconds !== null) return bounded(milliseconds);
  const value = headers.get("retry-after");
  if (value === null) return null;
  const seconds = decimal(value);
  if (seconds !== null) return bounded(seconds * 1_000);
  const durationMs = readDuration(value);
  if (durationMs !== null) return bounded(durationMs);
  // The engine parses nearly anything as a date (`-5` too); an HTTP date begins with the day's name.
  const at = /^\s*[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? null : bounded(at - nowMs);
}

/**
 * When a rate limit that was met lifts, milliseconds from `nowMs`: for a 429 that does not say when to come back. Of the
 * limits that the headers tell of it takes the one that lifts last among those that are used up, and where none is known to
 * be, the one that lifts first. Null when there are none.
 */
export function limitResetMs(headers: UpstreamHeaders, nowMs: number): number | null {
  const all: number[] = [];
  const usedUp: number[] = [];
  for (const [reset, remaining] of LIMITS) {
    const value = headers.get(reset);
    const waitMs = value === null ? null : readReset(value.trim(), nowMs);
    if (waitMs === null) continue;
    all.push(waitMs);
    if (decimal(headers.get(remaining)) === 0) usedUp.push(waitMs);
  }
  if (all.length === 0) return null;
  return bounded(usedUp.length > 0 ? Math.max(...usedUp) : Math.min(...all));
}

/** `x-ratelimit-…` is OpenAI's and of those who speak its API; a reset is a duration there, at others an hour of the day. */
const LIMITS: readonly (readonly [reset: string, remaining: string])[] = [
  ["x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"],
  ["x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"],
  ["x-ratelimit-reset", "x-ratelimit-remaining"],
  ["anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-remaining"],
  ["anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-remaining"],
  ["anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-input-tokens-remaining"],
  ["anthropic-ratelimit-output-tokens-reset", "anthropic-ratelimit-output-tokens-remaining"],
];

/** A duration (`6m0s`, `120ms`), a time (RFC 3339), or a number: seconds to go, or since 1970 in seconds or milliseconds. */
function readReset(value: string, nowMs: number): number | null {
  const number = decimal(value);
  if (number !== null) {
    if (number >= EPOCH_MS_MIN) return number - nowMs;
    return number >= EPOCH_S_MIN ? number * 1_000 - nowMs : number * 1_000;
  }
  if (/^\d{4}-\d\d-\d\dT/.test(value)) {
    const at = Date.parse(value);
    return Number.isNaN(at) ? null : at - nowMs;
  }
  return readDuration(value);
}

const EPOCH_S_MIN = 1e9;
const EPOCH_MS_MIN = 1e12;

/** Hours, minutes, seconds and milliseconds as Go writes them, in milliseconds. */
function readDuration(value: string): number | null {
  const match = /^\s*(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?\s*$/.exec(value);
  if (match === null || match.slice(1).every((part) => part === undefined)) return null;
  const [days, hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1_000 + milliseconds!;
}

function decimal(value: string | null): number | null {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}

function bounded(waitMs: number): number {
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(0, Math.ceil(waitMs)));
}
