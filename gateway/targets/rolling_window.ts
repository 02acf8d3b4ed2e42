/** Counts of the last ten seconds, in buckets of one second: a bucket that falls out of the window is forgotten as a whole. */
export class RollingWindow {
  readonly #attempts = new Uint32Array(BUCKETS);
  readonly #failures = new Uint32Array(BUCKETS);
  #second = 0;
  #attemptsNow = 0;
  #failuresNow = 0;

  /** How many attempts ended within the window, as of the last `add`. */
  get attempts(): number {
    return this.#attemptsNow;
  }

  /** How many of them failed. */
  get failures(): number {
    return this.#failuresNow;
  }

  /** Counts an attempt that ended at `nowMs`, monotonic milliseconds that never go back. */
  add(failed: boolean, nowMs: number): void {
    this.#turnTo(Math.floor(nowMs / BUCKET_MS));
    const bucket = this.#second % BUCKETS;
    this.#attempts[bucket]!++;
    this.#attemptsNow++;
    if (!failed) return;
    this.#failures[bucket]!++;
    this.#failuresNow++;
  }

  clear(): void {
    this.#attempts.fill(0);
    this.#failures.fill(0);
    this.#attemptsNow = this.#failuresNow = 0;
  }

  #turnTo(second: number): void {
    if (second === this.#second) return;
    if (second - this.#second >= BUCKETS) this.clear();
    for (let passed = Math.max(this.#second + 1, second - BUCKETS + 1); passed <= second; passed++) {
      const bucket = passed % BUCKETS;
      this.#attemptsNow -= this.#attempts[bucket]!;
      this.#failuresNow -= this.#failures[bucket]!;
      this.#attempts[bucket] = this.#failures[bucket] = 0;
    }
    this.#second = second;
  }
}

const BUCKETS = 10;
const BUCKET_MS = 1_000;
