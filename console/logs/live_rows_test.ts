import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { addNewer, addOlder, addRows, liveRows, type OrderedRow, showWaiting } from "./live_rows.ts";

test("addRows() puts a late record where it belongs, and each once", () => {
  const before = liveRows(rowsOf("7", "4", "2"), { isWhole: true });
  const after = addRows(before, rowsOf("5", "8", "4", "5"), { held: false, rowsMax: 10 });
  assert.deepEqual(idsOf(after.shown), ["8", "7", "5", "4", "2"]);
  assert.equal(addRows(after, rowsOf("8", "5"), { held: false, rowsMax: 10 }), after);
});

test("addRows() leaves to the older page what belongs there", () => {
  const page = liveRows(rowsOf("7", "4"), { isWhole: false });
  assert.equal(addRows(page, rowsOf("3"), { held: false, rowsMax: 10 }), page);
  const whole = liveRows(rowsOf("7", "4"), { isWhole: true });
  assert.deepEqual(idsOf(addRows(whole, rowsOf("3"), { held: false, rowsMax: 10 }).shown), ["7", "4", "3"]);
});

test("addRows() leaves a table that is held still as it is until showWaiting()", () => {
  const before = liveRows(rowsOf("4"), { isWhole: true });
  const held = addRows(before, rowsOf("6", "5", "4"), { held: true, rowsMax: 10 });
  assert.equal(held.shown, before.shown);
  assert.deepEqual(idsOf(held.waiting), ["6", "5"]);
  const shown = showWaiting(held, 10);
  assert.deepEqual(idsOf(shown.shown), ["6", "5", "4"]);
  assert.equal(shown.waiting.length, 0);
});

test("addOlder() and addNewer() put pages at the ends, each record once, and leave what waits", () => {
  const middle = addRows(liveRows(rowsOf("6", "5"), { isWhole: false }), rowsOf("9"), { held: true, rowsMax: 10 });
  const older = addOlder(middle, rowsOf("5", "4", "3"), { isWhole: true });
  assert.deepEqual([idsOf(older.shown), idsOf(older.waiting), older.isWhole], [["6", "5", "4", "3"], ["9"], true]);
  const newer = addNewer(older, rowsOf("9", "8", "7", "6"));
  assert.deepEqual([idsOf(newer.shown), newer.trimmed], [["8", "7", "6", "5", "4", "3"], 0]);
});

test("addRows() takes what comes in a hundred thousand rows deep without looking at each", () => {
  const many = liveRows(
    Array.from({ length: 100_000 }, (_, place) => ({ requestId: String(900_000 - place) })),
    { isWhole: true },
  );
  const before = performance.now();
  let rows = many;
  for (let second = 0; second < 10; second++) {
    rows = addRows(rows, rowsOf(String(900_001 + second), "850000"), { held: false, rowsMax: 200_000 });
  }
  assert.equal(rows.shown.length, 100_010);
  assert.ok(performance.now() - before < 500, "far more than ten batches take");
});

test("addRows() gives up the oldest beyond the bound, and says so", () => {
  const before = liveRows(rowsOf("3", "2", "1"), { isWhole: true });
  const after = addRows(before, rowsOf("5", "4"), { held: false, rowsMax: 3 });
  assert.deepEqual(after, {
    shown: rowsOf("5", "4", "3"),
    waiting: [],
    isWhole: false,
    trimmed: 2,
    added: rowsOf("5", "4"),
  });
});

test("addRows() takes what is older than the shown and newer than the waiting, after some that waited gave way", () => {
  const row = (id: number) => ({ requestId: String(id) });
  let rows = liveRows([row(104)], { isWhole: true });
  rows = addRows(rows, [row(100), row(101), row(102)], { held: true, rowsMax: 2 });
  rows = addRows(rows, [row(103)], { held: false, rowsMax: 2 });
  assert.deepEqual(rows.shown.map(({ requestId }) => requestId), ["104", "103"]);
});

test("addRows() never shows a table with a hole, whatever comes in whichever order", () => {
  const step = fc.record({
    ids: fc.array(fc.integer({ min: 100, max: 999 }), { maxLength: 12 }),
    held: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(step), fc.integer({ min: 1, max: 8 }), (steps, rowsMax) => {
    const all = new Set<string>();
    let rows = liveRows<OrderedRow>([], { isWhole: true });
    for (const { ids, held } of steps) {
      const texts = ids.map(String);
      texts.forEach((id) => all.add(id));
      rows = addRows(rows, rowsOf(...texts), { held, rowsMax });
      assert.ok(rows.waiting.length <= rowsMax && rows.shown.length <= rowsMax);
    }
    rows = showWaiting(rows, rowsMax);
    const newest = [...all].sort().reverse();
    assert.deepEqual(idsOf(rows.shown), newest.slice(0, rows.shown.length));
    if (rows.isWhole) assert.equal(rows.shown.length, newest.length);
  }));
});

function rowsOf(...ids: string[]): OrderedRow[] {
  return ids.map((requestId) => ({ requestId }));
}

function idsOf(rows: readonly OrderedRow[]): string[] {
  return rows.map(({ requestId }) => requestId);
}
