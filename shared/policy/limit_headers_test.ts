import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { CounterState, LedgerClaim } from "../transport/reservation_ledger.ts";
import { duration, type LimitHeaderFamily, type LimitHeaderInput, limitHeaders } from "./limit_headers.ts";

const nowMs = Date.parse("2026-11-26T12:00:00Z");

function requests(max: number, enforced = true): LedgerClaim {
  return { type: "requests_per_minute", counterKey: `r${max}`, max, enforced, amount: 1 };
}

function tokens(max: number): LedgerClaim {
  return { type: "tokens_per_minute", counterKey: `t${max}`, max, enforced: true, amount: 10 };
}

function state(used: number, resetMs: number): CounterState {
  return { used, reserved: 0, resetMs };
}

function told(family: LimitHeaderFamily, input: LimitHeaderInput): Record<string, string> {
  const headers = new Headers();
  limitHeaders(family, input, headers);
  return Object.fromEntries(headers);
}

test("limitHeaders() speaks as OpenAI's API does", () => {
  const input = { claims: [requests(60), tokens(150_000)], counters: [state(1, 1_000), state(16, 360_000)], nowMs };
  assert.deepEqual(told("openai", input), {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-limit-tokens": "150000",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-tokens": "6m0s",
  });
});

test("limitHeaders() speaks as Anthropic's API does", () => {
  const input = { claims: [requests(60), tokens(150_000)], counters: [state(1, 1_000), state(16, 30_500)], nowMs };
  assert.deepEqual(told("anthropic", input), {
    "anthropic-ratelimit-requests-limit": "60",
    "anthropic-ratelimit-requests-remaining": "59",
    "anthropic-ratelimit-requests-reset": "2026-11-26T12:00:01Z",
    "anthropic-ratelimit-tokens-limit": "150000",
    "anthropic-ratelimit-tokens-remaining": "149984",
    "anthropic-ratelimit-tokens-reset": "2026-11-26T12:00:31Z",
  });
});

test("limitHeaders() tells of the limit that has the least left, never less than nothing", () => {
  const requestsTold = (claims: LedgerClaim[], counters: CounterState[]) => {
    const headers = told("openai", { claims, counters, nowMs });
    return ["limit", "remaining", "reset"].map((name) => headers[`x-ratelimit-${name}-requests`]);
  };
  assert.deepEqual(requestsTold([requests(100), requests(10)], [state(95, 500), state(2, 900)]), ["100", "5", "500ms"]);
  assert.deepEqual(requestsTold([requests(100), requests(10)], [state(95, 500), state(12, 900)]), ["10", "0", "900ms"]);
  assert.deepEqual(requestsTold([requests(10), requests(20)], [state(10, 500), state(20, 900)]), ["20", "0", "900ms"]);
});

test("limitHeaders() says nothing of limits that only observe, nor of any but those of a minute", () => {
  const claims: LedgerClaim[] = [
    requests(60, false),
    { type: "concurrent_requests", counterKey: "c", max: 3, enforced: true, amount: 1 },
    { type: "spend", counterKey: "s", max: 9, enforced: true, amount: 1, period: "day", periodStart: 0, periodEnd: 1 },
  ];
  assert.deepEqual(told("anthropic", { claims, counters: claims.map(() => state(1, 1)), nowMs }), {});
  assert.deepEqual(told("openai", { claims: [], counters: [], nowMs }), {});
});

test("duration() writes as Go does and never too short", () => {
  const table: [number, string][] = [
    [-5, "0s"],
    [0, "0s"],
    [0.2, "1ms"],
    [850, "850ms"],
    [999.5, "1s"],
    [1_000, "1s"],
    [1_001, "2s"],
    [59_999, "1m0s"],
    [360_000, "6m0s"],
    [3_603_000, "1h0m3s"],
    [90_000_000, "25h0m0s"],
  ];
  for (const [ms, text] of table) assert.equal(duration(ms), text);
});
