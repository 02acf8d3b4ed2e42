import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { systemClock } from "../../time/clock.ts";
import { CallDeadlines } from "./deadline.ts";

const never = new Promise<never>(() => {});
const late = () => new Error("too late");

test("CallDeadlines.within() passes on what comes in time, an error too", async () => {
  const deadlines = new CallDeadlines();
  assert.equal(await deadlines.within(Promise.resolve(1), 1_000, late), 1);
  await assert.rejects(deadlines.within(Promise.reject(new Error("refused")), 1_000, late), /refused/);
  deadlines.close();
});

test("CallDeadlines.within() gives each call its own time, however many there are of a length", async () => {
  const deadlines = new CallDeadlines();
  const startMs = systemClock.monotonic();
  const rejectedMs = (ms: number) =>
    deadlines.within(never, ms, late).catch((error: Error) => {
      assert.equal(error.message, "too late");
      return systemClock.monotonic();
    });
  const first = rejectedMs(40);
  const short = rejectedMs(10);
  await systemClock.delay(20);
  const answered = deadlines.within(systemClock.delay(1).then(() => "answered"), 40, late);
  const beganMs = systemClock.monotonic();
  const last = rejectedMs(40);
  assert.equal(await answered, "answered");
  assert.ok(await short < await first);
  assert.ok(await first - startMs >= 39);
  assert.ok(await last - beganMs >= 39);
  // The timer has rung for the last time: another call sets it anew.
  await rejectedMs(5);
  deadlines.close();
});

test("CallDeadlines.close() leaves no timer behind", async () => {
  const deadlines = new CallDeadlines();
  const answer = Promise.withResolvers<string>();
  const asked = deadlines.within(answer.promise, 60_000, late);
  deadlines.close();
  answer.resolve("after all");
  assert.equal(await asked, "after all");
  assert.equal(await deadlines.within(Promise.resolve("later"), 60_000, late), "later");
});
