import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { rowWindow } from "./row_window.ts";

test("rowWindow() has lines for all that is in sight, few others, and room for the rest", () => {
  const shape = { count: fc.nat(100_000), scrolledPx: fc.integer({ min: -800, max: 2_800_000 }) };
  fc.assert(fc.property(fc.record(shape), ({ count, scrolledPx }) => {
    const { from, to, topPx, bottomPx } = rowWindow({ count, rowPx: 26.25, scrolledPx, viewPx: 800 });
    assert.ok(from >= 0 && from <= to && to <= count);
    assert.ok(to - from <= 800 / 26.25 + 45);
    assert.ok(Math.abs(topPx + (to - from) * 26.25 + bottomPx - count * 26.25) < 0.01);
    const first = Math.floor(Math.max(0, scrolledPx) / 26.25);
    if (first < count) assert.ok(from <= first && to > first);
  }));
});
