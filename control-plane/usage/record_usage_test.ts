import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { test } from "../../testing/test.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { recorderFixture } from "../recorder/testing/recorder_fixture.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { recordUsage } from "./record_usage.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

type Fixture = Awaited<ReturnType<typeof recorderFixture>>;

const HOUR_MS = 3_600_000;
const NOON = Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS - 12 * HOUR_MS;

function commit(fixture: Fixture, records: RequestRecord[]) {
  return commitRecords({ ...fixture.commit, hooks: [recordUsage] }, records);
}

/** A table's rows; histograms as `histogram()` writes them. */
async function rowsOf(fixture: Fixture, table: "UsageHourly" | "UsageDaily") {
  const rows = await fixture.db.$queryRawUnsafe<Record<string, unknown>[]>(`
    SELECT "at", "model", "outcome"::text, "requests"::int, "cacheHits"::int, "unpriced"::int, "inputTokens"::int,
      "costNanoUsd"::int, "totalMs"::text, "ttftMs"::text
    FROM "${table}" ORDER BY "at", "model", "outcome"::text`);
  return rows.map((row) => ({
    ...row,
    totalMs: String(row.totalMs).replaceAll("NULL", "0"),
    ttftMs: String(row.ttftMs).replaceAll("NULL", "0"),
  }));
}

function histogram(...durations: number[]): string {
  const counted = new LatencyHistogram();
  for (const ms of durations) counted.add(ms);
  return counted.toSql();
}

const timings = (totalMs: number, ttftMs: number | null) => ({ queueMs: 0, overheadMs: 1, totalMs, ttftMs });
const tokens = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

test("recordUsage() sums records up by hour and by day", async () => {
  await using fixture = await recorderFixture();
  const shared = { tokens, costNanoUsd: 100, modelServed: "m" };
  await commit(fixture, [
    sampleRecord(1, { ...shared, atMs: NOON, timings: timings(500, 100) }),
    sampleRecord(2, { ...shared, atMs: NOON + HOUR_MS - 1, timings: timings(700, null), cacheHit: true }),
    sampleRecord(3, { ...shared, atMs: NOON + HOUR_MS, timings: timings(9_000, 20), costNanoUsd: null }),
  ]);
  await commit(fixture, [
    sampleRecord(4, { ...shared, atMs: NOON, timings: timings(20, 10) }),
    sampleRecord(5, { ...shared, atMs: NOON, timings: timings(1, 1), outcome: "failed", errorCode: "upstream_error" }),
  ]);
  const completed = { model: "m", outcome: "completed", cacheHits: 0, unpriced: 0, costNanoUsd: 100 };
  const failed = { ...completed, outcome: "failed", requests: 1, inputTokens: 10, totalMs: "{}", ttftMs: "{}" };
  assert.deepEqual(await rowsOf(fixture, "UsageHourly"), [
    {
      at: new Date(NOON),
      ...completed,
      requests: 3,
      cacheHits: 1,
      inputTokens: 30,
      costNanoUsd: 300,
      totalMs: histogram(500, 700, 20),
      ttftMs: histogram(100, 10),
    },
    { at: new Date(NOON), ...failed },
    {
      at: new Date(NOON + HOUR_MS),
      ...completed,
      requests: 1,
      unpriced: 1,
      inputTokens: 10,
      costNanoUsd: 0,
      totalMs: histogram(9_000),
      ttftMs: histogram(20),
    },
  ]);
  const day = new Date(NOON - 12 * HOUR_MS);
  assert.deepEqual(await rowsOf(fixture, "UsageDaily"), [
    {
      at: day,
      ...completed,
      requests: 4,
      cacheHits: 1,
      unpriced: 1,
      inputTokens: 40,
      costNanoUsd: 300,
      totalMs: histogram(500, 700, 20, 9_000),
      ttftMs: histogram(100, 10, 20),
    },
    { at: day, ...failed },
  ]);
});

test("recordUsage() counts a failure for the model that failed, and not for one that the provider does not know", async () => {
  await using fixture = await recorderFixture();
  const [attempt] = sampleRecord(1).attempts;
  const attempts = (errorClass: "server_error" | "not_found") => [{ ...attempt!, errorClass }];
  const failed = { atMs: NOON, modelServed: null, outcome: "failed" } as const;
  await commit(fixture, [
    sampleRecord(1, { ...failed, attempts: attempts("server_error") }),
    sampleRecord(2, { ...failed, attempts: attempts("not_found") }),
    sampleRecord(3, { ...failed, outcome: "denied", attempts: [] }),
  ]);
  const rows = await rowsOf(fixture, "UsageHourly");
  assert.deepEqual(rows.map((row) => "model" in row && [row.model, "outcome" in row && row.outcome]), [
    ["", "denied"],
    ["", "failed"],
    [attempt!.target.model, "failed"],
  ]);
});

test("recordUsage() counts by end user and by tag", async () => {
  await using fixture = await recorderFixture();
  const at = { atMs: NOON, tokens, costNanoUsd: 7 };
  await commit(fixture, [
    sampleRecord(1, { ...at, endUser: "ada", tags: { team: "blue", stage: "test" } }),
    sampleRecord(2, { ...at, endUser: "ada", tags: { team: "red" }, outcome: "failed" }),
    sampleRecord(3, { ...at, endUser: null, tags: {}, outcome: "denied" }),
  ]);
  await commit(fixture, [sampleRecord(4, { ...at, endUser: "ada", tags: { team: "blue" }, outcome: "cancelled" })]);
  const rows = await fixture.db.usageLabelDaily.findMany({ orderBy: [{ name: "asc" }, { value: "asc" }] });
  assert.deepEqual(
    rows.map((row) => [row.kind, row.name, row.value, row.requests, row.errors, row.costNanoUsd]),
    [
      ["END_USER", "", "ada", 3n, 1n, 21n],
      ["TAG", "stage", "test", 1n, 0n, 7n],
      ["TAG", "team", "blue", 2n, 0n, 14n],
      ["TAG", "team", "red", 1n, 1n, 7n],
    ],
  );
});

test("recordUsage() stores texts that Postgres cannot hold as one row with those that they become", async () => {
  await using fixture = await recorderFixture();
  await commit(fixture, [
    sampleRecord(1, { atMs: NOON, modelServed: "m\0", endUser: "\ud800" }),
    sampleRecord(2, { atMs: NOON, modelServed: "m\ufffd", endUser: "\ufffd" }),
  ]);
  assert.deepEqual((await rowsOf(fixture, "UsageHourly")).map((row) => "requests" in row && row.requests), [2]);
  const labels = await fixture.db.usageLabelDaily.findMany({ where: { kind: "END_USER" } });
  assert.deepEqual(labels.map(({ value, requests }) => [value, requests]), [["\ufffd", 2n]]);
});

test("recordUsage() counts each record once, whoever brings it and however often", async () => {
  await using fixture = await recorderFixture();
  const models = ["a", "b", "c", "d", "e"];
  const records = Array.from(
    { length: 60 },
    (_, index) => sampleRecord(index + 1, { atMs: NOON + (index % 3) * HOUR_MS, modelServed: models[index % 5]! }),
  );
  const batches = [records, records.toReversed(), records.slice(20), records.slice(0, 40).toReversed()];
  await Promise.all(batches.map((batch) => commit(fixture, batch)));
  const total = await fixture.db.usageHourly.aggregate({ _sum: { requests: true, inputTokens: true }, _count: true });
  const input = records.reduce((sum, record) => sum + record.tokens.input, 0);
  assert.deepEqual(total, { _sum: { requests: 60n, inputTokens: BigInt(input) }, _count: 15 });
  const daily = await fixture.db.usageDaily.aggregate({ _sum: { requests: true }, _count: true });
  assert.deepEqual(daily, { _sum: { requests: 60n }, _count: 5 });
});
