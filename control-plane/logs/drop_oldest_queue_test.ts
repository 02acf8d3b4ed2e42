import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { DropOldestQueue } from "./drop_oldest_queue.ts";
import { RecentIds } from "./recent_ids.ts";

test("DropOldestQueue.push() lets the oldest give way at the bound, and counts it", () => {
  const queue = new DropOldestQueue<number>(2);
  for (const n of [1, 2, 3, 4]) queue.push(n);
  assert.deepEqual([queue.takeDropped(), queue.takeDropped()], [2, 0]);
  assert.deepEqual([queue.take(), queue.take(), queue.take()], [3, 4, undefined]);
});

test("DropOldestQueue.wait() resolves when something is pushed, or was", async () => {
  const queue = new DropOldestQueue<number>(2);
  const waited = queue.wait();
  queue.push(1);
  await waited;
  await queue.wait();
  assert.equal(queue.take(), 1);
});

test("DropOldestQueue.wait() resolves at a wake-up that came before it, once", async () => {
  const queue = new DropOldestQueue<number>(2);
  queue.wake();
  await queue.wait();
  let woken = false;
  const waited = queue.wait().then(() => (woken = true));
  await Promise.resolve();
  assert.equal(woken, false);
  queue.wake();
  await waited;
});

test("RecentIds forgets the oldest beyond its bound", () => {
  const recent = new RecentIds(2);
  for (const id of ["a", "b", "b", "c"]) recent.add(id);
  assert.deepEqual(["a", "b", "c"].map((id) => recent.has(id)), [false, true, true]);
});
