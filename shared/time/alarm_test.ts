import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { Alarm } from "./alarm.ts";
import { ManualClock } from "./manual_clock.ts";

const never = new AbortController().signal;

test("Alarm.wait() resolves when the time is up", async () => {
  const clock = new ManualClock();
  const waited = new Alarm(clock).wait(1_000, never);
  await clock.untilPending();
  await clock.advance(1_000);
  await waited;
});

test("Alarm.wait() resolves and leaves no delay when it is rung", async () => {
  const clock = new ManualClock();
  const alarm = new Alarm(clock);
  const waited = alarm.wait(1_000, never);
  await clock.untilPending();
  alarm.ring();
  await waited;
  assert.equal(clock.pending, 0);
});

test("Alarm.wait() resolves at once when it was rung before, and once only", async () => {
  const clock = new ManualClock();
  const alarm = new Alarm(clock);
  alarm.ring();
  alarm.ring();
  await alarm.wait(1_000, never);
  const second = alarm.wait(1_000, never);
  await clock.untilPending();
  await clock.advance(1_000);
  await second;
});

test("Alarm.wait() resolves when its signal aborts", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const alarm = new Alarm(clock);
  const waited = alarm.wait(1_000, controller.signal);
  await clock.untilPending();
  controller.abort();
  await waited;
  await alarm.wait(1_000, controller.signal);
  assert.equal(clock.pending, 0);
});
