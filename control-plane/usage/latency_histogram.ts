/** Each bucket ends at this many times the end of the one before. */
const GROWTH = 1.1;
const GROWTH_LOG = Math.log(GROWTH);
/** Where bucket 0 ends, in milliseconds; it holds whatever is shorter. */
const LEAST_MS = 0.01;
/** The last bucket, which ends at about 26 hours and holds whatever is longer. */
const BUCKET_MAX = 241;

/**
 * How far off a quantile may be, as a share of the true one: half a bucket. Holds from 0.01 ms to 24 hours; what is
 * shorter or longer counts as about those.
 */
export const QUANTILE_ERROR_MAX = (GROWTH - 1) / (GROWTH + 1);

/**
 * Durations counted in buckets of logarithmic width, so that histograms of any hours, keys and models add up to the
 * histogram of all of them, and quantiles of that are within `QUANTILE_ERROR_MAX` (4.8 %) of the exact ones.
 */
export class LatencyHistogram {
  readonly #counts = new Map<number, number>();
  /** What `toSql()` last gave, while it holds. */
  #sql: string | null = null;

  /** Counts a duration in milliseconds. */
  add(ms: number): void {
    this.addCount(bucketOf(ms), 1);
  }

  /** Adds to one bucket, as `toSql()` numbers them. */
  addCount(bucket: number, count: number): void {
    this.#sql = null;
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
  }

  merge(other: LatencyHistogram): void {
    for (const [bucket, count] of other.#counts) this.addCount(bucket, count);
  }

  /** How many durations were counted. */
  get count(): number {
    return this.#counts.values().reduce((sum, count) => sum + count, 0);
  }

  /**
   * The quantiles of these shares (0.5 is the median), in milliseconds and in their order: the smallest counted duration
   * that at least this share does not exceed. Null when nothing was counted.
   */
  quantiles(shares: readonly number[]): number[] | null {
    const buckets = [...this.#counts].sort(([a], [b]) => a - b);
    const total = this.count;
    if (total === 0) return null;
    return shares.map((share) => {
      const rank = Math.max(1, Math.ceil(share * total));
      let upTo = 0;
      return durationOf(buckets.find(([, count]) => (upTo += count) >= rank)![0]);
    });
  }

  /** As Postgres writes an array of bigint whose subscripts are the buckets' numbers: `[70:72]={4,0,1}`. */
  toSql(): string {
    return this.#sql ??= this.#toSql();
  }

  /** In a list of rows for Postgres it is what it is to Postgres. */
  toJSON(): string {
    return this.toSql();
  }

  #toSql(): string {
    if (this.#counts.size === 0) return "{}";
    let first = BUCKET_MAX;
    let last = 0;
    for (const bucket of this.#counts.keys()) {
      if (bucket < first) first = bucket;
      if (bucket > last) last = bucket;
    }
    let counts = "";
    for (let bucket = first; bucket <= last; bucket++) counts += `,${this.#counts.get(bucket) ?? 0}`;
    return `[${first}:${last}]={${counts.slice(1)}}`;
  }
}

function bucketOf(ms: number): number {
  if (ms <= LEAST_MS) return 0;
  return Math.min(Math.ceil(Math.log(ms / LEAST_MS) / GROWTH_LOG), BUCKET_MAX);
}

/** What stands for all durations of a bucket: as far, relatively, from its lower end as from its upper one. */
function durationOf(bucket: number): number {
  return bucket === 0 ? LEAST_MS : LEAST_MS * GROWTH ** bucket * (1 - QUANTILE_ERROR_MAX);
}
