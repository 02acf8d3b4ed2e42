import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { timeBuckets } from "./time_buckets.ts";

const HOUR_MS = 3_600_000;

test("timeBuckets() takes the shortest step of which few enough cover the range", () => {
  const day = { fromMs: 0, toMs: 24 * HOUR_MS };
  assert.deepEqual(timeBuckets(day, 24), { stepMs: HOUR_MS, fromMs: 0, toMs: 24 * HOUR_MS });
  assert.equal(timeBuckets(day, 23).stepMs, 2 * HOUR_MS);
  // An hour that begins within an hour is covered by two of them.
  const shifted = { fromMs: 1.5 * HOUR_MS, toMs: 2.5 * HOUR_MS };
  assert.deepEqual(timeBuckets(shifted, 2), { stepMs: HOUR_MS / 2, fromMs: 1.5 * HOUR_MS, toMs: 2.5 * HOUR_MS });
  assert.deepEqual(timeBuckets({ fromMs: 100, toMs: 101 }, 1), { stepMs: 1_000, fromMs: 0, toMs: 1_000 });
});

test("timeBuckets() never gives more than were asked for, however long the range", () => {
  for (const bucketsMax of [1, 2, 60, 200]) {
    for (let toMs = 1; toMs < 8e12; toMs *= 3.7) {
      const { stepMs, ...range } = timeBuckets({ fromMs: 12_345, toMs: 12_345 + Math.ceil(toMs) }, bucketsMax);
      const buckets = (range.toMs - range.fromMs) / stepMs;
      assert.ok(Number.isInteger(buckets) && buckets <= Math.max(2, bucketsMax), `${buckets} of ${bucketsMax}`);
    }
  }
});
