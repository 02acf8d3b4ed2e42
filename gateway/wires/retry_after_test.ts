import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { limitResetMs, RETRY_AFTER_MAX_MS, retryAfterMs } from "./retry_after.ts";

const nowMs = Date.UTC(2026, 10, 23, 12, 0, 0);

test("retryAfterMs() reads milliseconds, seconds and dates", () => {
  const table: [Record<string, string>, number | null][] = [
    [{}, null],
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after": "0.25" }, 250],
    [{ "retry-after": "Mon, 23 Nov 2026 12:00:07 GMT" }, 7_000],
    [{ "retry-after": "Mon, 23 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "Monday, 23-Nov-26 12:00:07 GMT" }, 7_000],
    [{ "retry-after": "1.5s" }, 1_500],
    [{ "retry-after": "" }, null],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after": "-5" }, null],
    [{ "retry-after-ms": "120.4", "retry-after": "9" }, 121],
    [{ "retry-after-ms": "nonsense", "retry-after": "9" }, 9_000],
    [{ "retry-after": "99999999" }, RETRY_AFTER_MAX_MS],
  ];
  for (const [headers, expected] of table) {
    assert.equal(retryAfterMs({ get: (name) => headers[name] ?? null }, nowMs), expected, JSON.stringify(headers));
  }
});

test("limitResetMs() reads every form of a reset", () => {
  const table: [string, number | null][] = [
    ["1s", 1_000],
    ["6m0s", 360_000],
    ["120ms", 120],
    ["7.66s", 7_660],
    ["1h2m3.5s", 3_723_500],
    ["2m59.56s", 179_560],
    ["1d", 86_400_000],
    ["12", 12_000],
    ["0", 0],
    [String(nowMs + 4_000), 4_000],
    [String(nowMs / 1_000 + 4), 4_000],
    ["2026-11-23T12:00:09Z", 9_000],
    ["2026-11-23T12:59:00+01:00", 0],
    ["2026-11-23T25:00:00Z", null],
    ["", null],
    ["later", null],
    ["s", null],
  ];
  for (const [value, expected] of table) {
    const headers = { "x-ratelimit-reset-requests": value };
    assert.equal(limitResetMs(reading(headers), nowMs), expected, value);
  }
});

test("limitResetMs() goes by the limit that is used up, the last of several; where none is known to be, by the first", () => {
  const table: [Record<string, string>, number | null][] = [
    [{}, null],
    [{ "x-ratelimit-remaining-tokens": "0" }, null],
    [{ "x-ratelimit-reset-requests": "2s", "x-ratelimit-reset-tokens": "9s" }, 2_000],
    [{
      "x-ratelimit-reset-requests": "2s",
      "x-ratelimit-remaining-requests": "40",
      "x-ratelimit-reset-tokens": "9s",
      "x-ratelimit-remaining-tokens": "0",
    }, 9_000],
    [{
      "anthropic-ratelimit-requests-reset": "2026-11-23T12:00:03Z",
      "anthropic-ratelimit-requests-remaining": "0",
      "anthropic-ratelimit-output-tokens-reset": "2026-11-23T12:00:20Z",
      "anthropic-ratelimit-output-tokens-remaining": "0",
      "anthropic-ratelimit-input-tokens-reset": "2026-11-23T12:00:40Z",
      "anthropic-ratelimit-input-tokens-remaining": "12000",
    }, 20_000],
  ];
  for (const [headers, expected] of table) {
    assert.equal(limitResetMs(reading(headers), nowMs), expected, JSON.stringify(headers));
  }
});

function reading(headers: Record<string, string>) {
  return { get: (name: string) => headers[name] ?? null };
}
