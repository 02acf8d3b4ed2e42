import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { EndingQueue } from "./ending_queue.ts";

test("EndingQueue.take() gives what has ended, the soonest first, and nothing that has not", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: 0, max: 50 }), (ends, nowMs) => {
    const queue = new EndingQueue<number>();
    for (const endMs of ends) queue.push(endMs, endMs);
    const taken: number[] = [];
    for (let next = queue.take(nowMs); next !== null; next = queue.take(nowMs)) taken.push(next.item);
    assert.deepEqual(taken, ends.filter((endMs) => endMs <= nowMs).sort((a, b) => a - b));
    assert.equal(queue.size, ends.length - taken.length);
  }));
});
