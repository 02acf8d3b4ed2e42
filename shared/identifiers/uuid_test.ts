import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { isUuidv7, uuidv7, uuidv7Milliseconds } from "./uuid.ts";

const year2040 = Date.UTC(2040, 0, 1);

test("uuidv7() carries the millisecond it was made for", () => {
  for (const ms of [1, 1_700_000_000_123, year2040, 0xffff_ffff_ffff]) {
    const id = uuidv7(ms);
    assert.ok(isUuidv7(id), id);
    assert.equal(uuidv7Milliseconds(id), ms);
  }
  uuidv7(year2040);
});

test("uuidv7() makes ids of one millisecond that sort in order and never repeat", () => {
  const ids = Array.from({ length: 2_000 }, () => uuidv7(year2040 + 5_000));
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(uuidv7Milliseconds(ids.at(-1)!), year2040 + 5_000);
});

test("uuidv7() borrows the next millisecond when one is full", () => {
  const ids = Array.from({ length: 5_000 }, () => uuidv7(year2040 + 10_000));
  assert.deepEqual(ids.toSorted(), ids);
  assert.ok(uuidv7Milliseconds(ids.at(-1)!) <= year2040 + 10_002);
});

test("uuidv7() keeps the order when the clock steps back a little, and follows it when it steps back far", () => {
  const first = uuidv7(year2040 + 20_000);
  const second = uuidv7(year2040 + 19_500);
  assert.ok(second > first);
  assert.equal(uuidv7Milliseconds(uuidv7(year2040)), year2040);
});

test("uuidv7() takes every random bit from the given source", () => {
  uuidv7(year2040 + 30_000);
  assert.equal(uuidv7(year2040 + 31_000, (bytes) => bytes.fill(0)).slice(14), "7000-8000-000000000000");
  assert.equal(uuidv7(year2040 + 32_000, (bytes) => bytes.fill(255)).slice(14), "77ff-bfff-ffffffffffff");
});

test("uuidv7Milliseconds() refuses what is no UUIDv7", () => {
  for (const text of ["", "0198-7", "00000000-0000-4000-8000-000000000000", uuidv7(year2040).toUpperCase() + "x"]) {
    assert.throws(() => uuidv7Milliseconds(text), RangeError);
  }
});
