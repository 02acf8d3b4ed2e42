import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ATTEMPTS_MAX, retryDelayMs } from "./retry_schedule.ts";

test("retryDelayMs() spreads eight attempts over about a day, and then gives up", () => {
  const delays = Array.from({ length: ATTEMPTS_MAX }, (_, index) => retryDelayMs(index + 1, () => 0.5));
  const seconds = [15, 60, 240, 960, 3_840, 15_360, 61_440];
  assert.deepEqual(delays, [...seconds.map((each) => each * 1_000), null]);
});

test("retryDelayMs() varies by a fifth", () => {
  assert.equal(retryDelayMs(1, () => 0), 12_000);
  assert.equal(retryDelayMs(1, () => 0.999_999_9), 18_000);
});
