/** How often an event is sent to one endpoint before it counts as failed. */
export const ATTEMPTS_MAX = 8;

const FIRST_RETRY_MS = 15_000;
const FACTOR = 4;
const JITTER = 0.2;

/**
 * How long to wait after an attempt that failed, milliseconds: 15 s, 1 min, 4 min, … 17 h, give or take a fifth; all eight
 * attempts lie within 18 to 28 hours. Null after the last. `attempts` counts those made; `random` is from 0 to 1.
 */
export function retryDelayMs(attempts: number, random: () => number): number | null {
  if (attempts >= ATTEMPTS_MAX) return null;
  return Math.round(FIRST_RETRY_MS * FACTOR ** (attempts - 1) * (1 - JITTER + 2 * JITTER * random()));
}
