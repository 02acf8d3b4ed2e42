import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "./manual_clock.ts";

test("advance() moves now() and monotonic() together", async () => {
  const clock = new ManualClock(1_000);
  await clock.advance(250.5);
  assert.equal(clock.now(), 1_250);
  assert.equal(clock.monotonic(), 250.5);
});

test("advance() releases the delays that fall due, in order, each at its own time", async () => {
  const clock = new ManualClock(0);
  const released: [string, number][] = [];
  const wait = (name: string, ms: number) => clock.delay(ms).then(() => released.push([name, clock.now()]));
  const late = wait("late", 30);
  const soon = wait("soon", 10);
  const beyond = wait("beyond", 31);
  await clock.advance(30);
  assert.deepEqual(released, [["soon", 10], ["late", 30]]);
  assert.equal(clock.pending, 1);
  await clock.advance(1);
  await Promise.all([late, soon, beyond]);
});

test("advance() turns a loop of delays as often as time would have", async () => {
  const clock = new ManualClock();
  let turns = 0;
  const loop = (async () => {
    while (turns < 5) {
      await clock.delay(10);
      turns++;
    }
  })();
  await clock.advance(45);
  assert.equal(turns, 4);
  await clock.advance(5);
  await loop;
});

test("delay() rejects with the reason and is forgotten when it is aborted", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const delay = clock.delay(10, controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(delay, /enough/);
  assert.equal(clock.pending, 0);
});

test("untilPending() resolves when so many delays wait", async () => {
  const clock = new ManualClock();
  const reached = clock.untilPending(2);
  const delays = [clock.delay(1), clock.delay(2)];
  await reached;
  await clock.advance(2);
  await Promise.all(delays);
});

test("setNow() moves the wall clock without touching durations", async () => {
  const clock = new ManualClock(5_000);
  const delay = clock.delay(10);
  clock.setNow(1_000);
  assert.deepEqual([clock.now(), clock.monotonic(), clock.pending], [1_000, 0, 1]);
  await clock.advance(10);
  await delay;
});
