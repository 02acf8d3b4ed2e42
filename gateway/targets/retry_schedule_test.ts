import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { errorClass } from "../../shared/contracts/error_class.ts";
import { isRetryable, PAUSE_MS_MAX, retryPauseMs } from "./retry_schedule.ts";

test("retryPauseMs() is a random share of twice as much each time, 8 s at most", () => {
  const leftMs = 600_000;
  const pause = (retriesDone: number, point: number) =>
    retryPauseMs(retriesDone, { retryAfterMs: null, leftMs, random: () => point });
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map((done) => pause(done, 1)), [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  assert.deepEqual([0, 1, 2].map((done) => pause(done, 0.5)), [125, 250, 500]);
  assert.equal(pause(3, 0), 0);
});

test("retryPauseMs() is what the target asks for, if there is time for it", () => {
  const table: [retryAfterMs: number | null, leftMs: number, pauseMs: number | null][] = [
    [2_000, 10_000, 2_000],
    [20, 10_000, 125],
    [0, 10_000, 125],
    [10_000, 10_000, null],
    [12_000, 10_000, null],
    [null, 125, null],
    [null, 126, 125],
    [PAUSE_MS_MAX, 600_000, PAUSE_MS_MAX],
    [PAUSE_MS_MAX + 1, 600_000, null],
  ];
  for (const [retryAfterMs, leftMs, pauseMs] of table) {
    const options = { retryAfterMs, leftMs, random: () => 0.5 };
    assert.equal(retryPauseMs(0, options), pauseMs, JSON.stringify([retryAfterMs, leftMs]));
  }
});

test("isRetryable() is what may pass, and no quota that is spent", () => {
  const fault = { status: null, message: "", retryAfterMs: null, clientBody: null };
  const retryable = errorClass.options.filter((one) => isRetryable({ ...fault, errorClass: one }));
  assert.deepEqual(retryable, ["connection", "timeout", "rate_limited", "overloaded", "server_error", "malformed"]);
  assert.equal(isRetryable({ ...fault, errorClass: "rate_limited", quotaExhausted: true }), false);
});
