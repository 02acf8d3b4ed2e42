import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { ProviderFault } from "../wires/wire.ts";

/** How often a target that says nothing is tried again where no other one is left. */
export const RETRIES_OF_THE_LAST = 2;

/** The longest pause before a target is tried again, milliseconds: whoever is told to wait for longer tells the client. */
export const PAUSE_MS_MAX = 60_000;

/**
 * How long to wait before a target is tried again, milliseconds; null when it is not worth waiting. A random share
 * (full jitter) of 250 ms, 500 ms, 1 s, … 8 s, and never less than the target asks for.
 */
export function retryPauseMs(
  retriesDone: number,
  options: {
    /** What the target asked for; null when it said nothing. */
    retryAfterMs: number | null;
    /** What is left of the request's deadline: the pause must end before. */
    leftMs: number;
    /** From 0 inclusive to 1 exclusive. */
    random: () => number;
  },
): number | null {
  const backoffMs = options.random() * Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** retriesDone);
  const pauseMs = Math.max(backoffMs, options.retryAfterMs ?? 0);
  return pauseMs <= PAUSE_MS_MAX && pauseMs < options.leftMs ? pauseMs : null;
}

const BACKOFF_MS = 250;
const BACKOFF_MS_MAX = 8_000;

/** Whether the same target may do better a moment later: not what is wrong in itself, nor a quota that is spent. */
export function isRetryable({ errorClass, quotaExhausted }: ProviderFault): boolean {
  return PASSING.has(errorClass) && quotaExhausted !== true;
}

const PASSING: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  "connection",
  "timeout",
  "rate_limited",
  "overloaded",
  "server_error",
  "malformed",
]);
