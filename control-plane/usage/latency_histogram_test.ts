import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { LatencyHistogram, QUANTILE_ERROR_MAX } from "./latency_histogram.ts";

const SHARES = [0, 0.01, 0.5, 0.95, 0.99, 1];

/** From 0.01 ms to 24 hours, small ones as often as large ones. */
const duration = fc.double({ min: -2, max: Math.log10(86_400_000), noNaN: true }).map((power) => 10 ** power);

function histogramOf(durations: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const ms of durations) histogram.add(ms);
  return histogram;
}

test("QUANTILE_ERROR_MAX is what the API states: under 5 %", () => {
  assert.ok(QUANTILE_ERROR_MAX < 0.05);
});

test("LatencyHistogram.quantiles() is within its error of the exact quantiles", () => {
  fc.assert(fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
    const sorted = durations.toSorted((a, b) => a - b);
    const quantiles = histogramOf(durations).quantiles(SHARES)!;
    for (const [index, share] of SHARES.entries()) {
      const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
      // The last part is for the rounding of logarithms alone.
      const error = Math.abs(quantiles[index]! - exact) / exact;
      assert.ok(error <= QUANTILE_ERROR_MAX + 1e-9, `p${share}: ${quantiles[index]} for ${exact}`);
    }
  }));
});

test("LatencyHistogram.merge() gives the histogram of all that was counted", () => {
  const durations = fc.array(duration, { maxLength: 100 });
  fc.assert(fc.property(durations, durations, (some, others) => {
    const merged = histogramOf(some);
    merged.merge(histogramOf(others));
    assert.equal(merged.toSql(), histogramOf([...some, ...others]).toSql());
    assert.equal(merged.count, some.length + others.length);
  }));
});

test("LatencyHistogram counts what is too short and too long at its ends", () => {
  const histogram = histogramOf([0, 0.001, 1e12]);
  assert.equal(histogram.count, 3);
  const [least, greatest] = histogram.quantiles([0.5, 1])!;
  assert.equal(least, 0.01);
  assert.ok(greatest! > 86_400_000 && greatest! < 100_000_000);
});

test("LatencyHistogram.quantiles() is null when nothing was counted", () => {
  assert.equal(new LatencyHistogram().quantiles([0.5]), null);
  assert.equal(new LatencyHistogram().toSql(), "{}");
});

test("LatencyHistogram.toSql() writes buckets by their numbers", () => {
  const histogram = new LatencyHistogram();
  histogram.addCount(72, 1);
  histogram.addCount(70, 4);
  assert.equal(histogram.toSql(), "[70:72]={4,0,1}");
});
