import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { systemClock } from "./clock.ts";

test("systemClock.now() gives whole milliseconds since the epoch", () => {
  const before = Date.now();
  const now = systemClock.now();
  assert.ok(Number.isInteger(now) && now >= before && now <= Date.now());
});

test("systemClock.delay() resolves no earlier than asked", async () => {
  const start = systemClock.monotonic();
  await systemClock.delay(5);
  assert.ok(systemClock.monotonic() - start >= 4, "a timer may round down by less than a millisecond");
});

test("systemClock.delay() rejects with the reason and leaves no timer when it is aborted", async () => {
  const controller = new AbortController();
  const delay = systemClock.delay(60_000, controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(delay, /enough/);
});

test("systemClock.delay() rejects at once when the signal is aborted already", async () => {
  await assert.rejects(systemClock.delay(60_000, AbortSignal.abort(new Error("too late"))), /too late/);
});
