import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { RETRY_AFTER_MAX_MS, retryAfterMs } from "./retry_after.ts";

const nowMs = Date.UTC(2026, 10, 23, 12, 0, 0);

test("retryAfterMs() reads milliseconds, seconds and dates", () => {
  const table: [Record<string, string>, number | null][] = [
    [{}, null],
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after": "0.25" }, 250],
    [{ "retry-after": "Mon, 23 Nov 2026 12:00:07 GMT" }, 7_000],
    [{ "retry-after": "Mon, 23 Nov 2026 11:00:00 GMT" }, 0],
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
