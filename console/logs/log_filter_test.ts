import assert from "node:assert/strict";
import { dialect } from "../../shared/contracts/request_record.ts";
import { test } from "../../testing/test.ts";
import { apiFilter, DIALECTS, sinceMs, timelessFilter } from "./log_filter.ts";

const nowMs = Date.parse("2026-11-23T12:00:00.000Z");

test("apiFilter() speaks the API's words and reckons spans from now", () => {
  const filter = {
    outcome: ["failed", "denied"],
    route: "fast",
    user: "ada",
    key: "k",
    error: "upstream_timeout",
    dialect: "openai_chat",
    costMin: "5",
    totalMin: 100,
    since: "1h",
  } as const;
  const timeless = {
    outcome: ["FAILED", "DENIED"],
    routeName: "fast",
    endUser: "ada",
    apiKeyId: "k",
    errorCode: "upstream_timeout",
    dialect: "OPENAI_CHAT",
    minCostNanoUsd: "5",
    minTotalMs: 100,
  };
  assert.deepEqual(apiFilter(filter, nowMs), { ...timeless, from: "2026-11-23T11:00:00.000Z" });
  assert.deepEqual(timelessFilter(filter), timeless);
  assert.deepEqual(apiFilter({}, nowMs), {});
});

test("DIALECTS are those that records have", () => {
  assert.deepEqual(DIALECTS, dialect.options);
});

test("sinceMs() takes minutes, hours and days up to a year", () => {
  const cases: [string, number | null][] = [["15m", 900_000], ["2h", 7_200_000], ["366d", 31_622_400_000]];
  for (const text of ["367d", "0m", "1.5h", "h", "", "1w", "99999d"]) cases.push([text, null]);
  for (const [text, ms] of cases) assert.equal(sinceMs(text), ms, text);
});
