const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a bucket may be: lengths that people read time by. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY_MS),
];

/** Time cut into buckets of one length, which begin at multiples of it (UTC). */
export interface TimeBuckets {
  stepMs: number;
  /** The beginning of the first and the end of the last, epoch milliseconds. */
  fromMs: number;
  toMs: number;
}

/** The shortest buckets of which at most so many cover a range; what the range cuts is given whole. */
export function timeBuckets({ fromMs, toMs }: { fromMs: number; toMs: number }, bucketsMax: number): TimeBuckets {
  for (const stepMs of STEPS_MS) {
    const buckets = cut({ fromMs, toMs }, stepMs);
    if ((buckets.toMs - buckets.fromMs) / stepMs <= bucketsMax) return buckets;
  }
  return cut({ fromMs, toMs }, Math.ceil((toMs - fromMs) / Math.max(1, bucketsMax - 1) / DAY_MS) * DAY_MS);
}

function cut({ fromMs, toMs }: { fromMs: number; toMs: number }, stepMs: number): TimeBuckets {
  return { stepMs, fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.ceil(toMs / stepMs) * stepMs };
}
