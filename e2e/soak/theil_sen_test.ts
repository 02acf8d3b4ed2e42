import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { quantile, theilSen } from "./theil_sen.ts";

test("theilSen() finds a slope through noise and wild points, and says when there is none", () => {
  const noise = (index: number) => ((index * 7_919) % 97) / 97 - 0.5;
  const rising = Array.from({ length: 120 }, (_, x) => [x, 3 * x + 20 * noise(x) + (x % 9 === 0 ? 5_000 : 0)] as const);
  const trend = theilSen(rising)!;
  assert.ok(Math.abs(trend.slope - 3) < 0.3, `${trend.slope}`);
  assert.ok(trend.low > 2 && trend.high < 4, JSON.stringify(trend));
  const flat = theilSen(Array.from({ length: 120 }, (_, x) => [x, 100 + 20 * noise(x)] as const))!;
  assert.ok(flat.low < 0 && flat.high > 0, JSON.stringify(flat));
  assert.equal(theilSen([[0, 1], [1, 2]]), null);
});

test("quantile() gives what lies above the share", () => {
  const numbers = Array.from({ length: 100 }, (_, index) => 99 - index);
  assert.deepEqual([quantile(numbers, 0.5), quantile(numbers, 0.99), quantile([], 0.5)], [50, 99, null]);
});
