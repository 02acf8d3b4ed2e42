import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { BatchLane } from "./batch_lane.ts";

/** A lane whose calls the test answers by hand. */
function openLane(itemsMax = 100) {
  const calls: { items: number[]; sinceMs: number; answer: PromiseWithResolvers<number[]> }[] = [];
  const clock = new ManualClock();
  let idle = 0;
  const lane = new BatchLane<number, number>({
    clock,
    itemsMax,
    call: (items, sinceMs) => {
      const answer = Promise.withResolvers<number[]>();
      calls.push({ items, sinceMs, answer });
      return answer.promise;
    },
    onIdle: () => idle++,
  });
  return { lane, calls, clock, idle: () => idle };
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

test("BatchLane sends what one turn asks in one call, and answers each by itself", async () => {
  const { lane, calls, idle } = openLane();
  const answers = Promise.all([lane.add(1), lane.add(2), lane.add(3)]);
  await turn();
  assert.deepEqual(calls.map(({ items }) => items), [[1, 2, 3]]);
  calls[0]!.answer.resolve([10, 20, 30]);
  assert.deepEqual(await answers, [10, 20, 30]);
  assert.equal(idle(), 1);
});

test("BatchLane has one call in flight, and what comes meanwhile goes with the next", async () => {
  const { lane, calls, clock, idle } = openLane();
  const first = lane.add(1);
  await turn();
  await clock.advance(5);
  const second = lane.add(2);
  await clock.advance(5);
  const third = lane.add(3);
  await turn();
  assert.equal(calls.length, 1);
  calls[0]!.answer.resolve([10]);
  assert.equal(await first, 10);
  await turn();
  assert.deepEqual(calls.slice(1).map(({ items, sinceMs }) => ({ items, sinceMs })), [{ items: [2, 3], sinceMs: 5 }]);
  assert.equal(idle(), 0);
  calls[1]!.answer.resolve([20, 30]);
  assert.deepEqual(await Promise.all([second, third]), [20, 30]);
});

test("BatchLane fails only the batch of the call that failed", async () => {
  const { lane, calls } = openLane();
  const failing = Promise.allSettled([lane.add(1), lane.add(2)]);
  await turn();
  const later = lane.add(3);
  calls[0]!.answer.reject(new Error("away"));
  assert.deepEqual((await failing).map(({ status }) => status), ["rejected", "rejected"]);
  await turn();
  calls[1]!.answer.resolve([30]);
  assert.equal(await later, 30);
});

test("BatchLane takes an answer of the wrong length for a failure", async () => {
  const { lane, calls } = openLane();
  const asked = Promise.allSettled([lane.add(1), lane.add(2)]);
  await turn();
  calls[0]!.answer.resolve([10]);
  assert.deepEqual((await asked).map(({ status }) => status), ["rejected", "rejected"]);
});

test("BatchLane sends no more than `itemsMax` at a time, in order", async () => {
  const { lane, calls } = openLane(2);
  const answers = Promise.all([1, 2, 3, 4, 5].map((item) => lane.add(item)));
  for (let index = 0; index < 3; index++) {
    await turn();
    calls[index]!.answer.resolve(calls[index]!.items.map((item) => item * 10));
  }
  assert.deepEqual(await answers, [10, 20, 30, 40, 50]);
  assert.deepEqual(calls.map(({ items }) => items), [[1, 2], [3, 4], [5]]);
});
