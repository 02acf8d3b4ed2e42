import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { snapSelection } from "./snap_selection.ts";

test("snapSelection() takes every hour or day that was touched, and nothing where that is all or none", () => {
  const buckets = { startsMs: [100, 200, 300, 400], endMs: 500 };
  const cases: [from: number, to: number, snapped: [number, number] | null][] = [
    [210, 290, [200, 300]],
    [210, 310, [200, 400]],
    [200, 300, [200, 300]],
    [50, 150, [100, 200]],
    [450, 900, [400, 500]],
    [50, 900, null],
    [210, 210, null],
  ];
  for (const [fromMs, toMs, snapped] of cases) {
    const expected = snapped && { fromMs: snapped[0], toMs: snapped[1] };
    assert.deepEqual(snapSelection(buckets, { fromMs, toMs }), expected, `${fromMs} ${toMs}`);
  }
  assert.equal(snapSelection({ startsMs: [], endMs: 0 }, { fromMs: 1, toMs: 2 }), null);
});
