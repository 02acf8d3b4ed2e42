/**
 * A target's recent time to first token: a moving average in which a new measurement weighs a fifth, and more the longer
 * it has been since the last one. Older than a minute, it is not known.
 */
export class RecentLatency {
  #averageMs = 0;
  #measuredMs = -Infinity;

  /** `nowMs`: monotonic milliseconds. */
  add(latencyMs: number, nowMs: number): void {
    const weight = Math.max(WEIGHT_MIN, 1 - Math.exp((this.#measuredMs - nowMs) / DECAY_MS));
    this.#averageMs += weight * (latencyMs - this.#averageMs);
    this.#measuredMs = nowMs;
  }

  /** Milliseconds; null when nothing was measured within the last minute. */
  read(nowMs: number): number | null {
    return nowMs - this.#measuredMs > STALE_MS ? null : this.#averageMs;
  }
}

const WEIGHT_MIN = 0.2;
const DECAY_MS = 10_000;
const STALE_MS = 60_000;
