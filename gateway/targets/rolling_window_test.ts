import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { RollingWindow } from "./rolling_window.ts";

test("RollingWindow counts what ended within the last ten seconds, by whole seconds", () => {
  const window = new RollingWindow();
  window.add(true, 500);
  window.add(false, 900);
  assert.deepEqual([window.attempts, window.failures], [2, 1]);
  window.add(true, 9_999);
  assert.deepEqual([window.attempts, window.failures], [3, 2]);
  window.add(false, 10_000);
  assert.deepEqual([window.attempts, window.failures], [2, 1], "the first second is out");
  window.add(true, 100_000);
  assert.deepEqual([window.attempts, window.failures], [1, 1]);
  window.clear();
  assert.deepEqual([window.attempts, window.failures], [0, 0]);
});

test("RollingWindow agrees with a list of everything that ever ended", () => {
  const step = fc.record({ failed: fc.boolean(), afterMs: fc.oneof(fc.nat(2_500), fc.nat(30_000)) });
  fc.assert(fc.property(fc.array(step), fc.nat(1_000_000), (steps, startMs) => {
    const window = new RollingWindow();
    const all: { second: number; failed: boolean }[] = [];
    let nowMs = startMs;
    for (const { failed, afterMs } of steps) {
      nowMs += afterMs;
      window.add(failed, nowMs);
      all.push({ second: Math.floor(nowMs / 1_000), failed });
      const recent = all.filter(({ second }) => second > Math.floor(nowMs / 1_000) - 10);
      assert.equal(window.attempts, recent.length);
      assert.equal(window.failures, recent.filter((one) => one.failed).length);
    }
  }));
});
