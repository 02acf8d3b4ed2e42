import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { startOperationWorld } from "../testing/operation_world.ts";
import { QUANTILE_ERROR_MAX } from "./latency_histogram.ts";
import { recordUsage } from "./record_usage.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YESTERDAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;

const QUERY = `query (
  $tenantId: ID!, $projectId: ID, $from: DateTime!, $to: DateTime!, $bucket: UsageBucket!, $groupBy: UsageGroupBy,
  $tagName: String, $filter: UsageFilter, $first: Int
) {
  usageSeries(
    tenantId: $tenantId, projectId: $projectId, from: $from, to: $to, bucket: $bucket, groupBy: $groupBy,
    tagName: $tagName, filter: $filter, first: $first
  ) {
    group
    total { ...usage }
    points { at usage { ...usage } }
  }
}
fragment usage on Usage {
  requests errors cancelled denied cacheHits unpriced inputTokens costNanoUsd
  latency { count p50Ms p95Ms p99Ms }
}`;

/** A tenant with usage of yesterday: two models, hours 9 to 11, latencies of 10 to 1,000 ms. */
async function usageWorld() {
  const started = await startOperationWorld();
  const { plane, world } = started;
  const key = await plane.db.apiKey.findFirstOrThrow({ orderBy: { id: "asc" } });
  const records = Array.from({ length: 100 }, (_, index) =>
    sampleRecord(1_000 + index, {
      atMs: YESTERDAY + (9 + index % 3) * HOUR_MS,
      tenantId: key.tenantId,
      projectId: key.projectId,
      apiKeyId: key.id,
      modelServed: index < 70 ? "large" : "small",
      endUser: index < 30 ? "ada" : null,
      tags: index < 60 ? { team: "blue" } : { team: "red", stage: "test" },
      outcome: index === 0 ? "failed" : index === 1 ? "cancelled" : index === 2 ? "denied" : "completed",
      timings: { queueMs: 0, overheadMs: 1, ttftMs: 5, totalMs: 10 * (index + 1) },
      tokens: { input: 10, output: 1, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
      costNanoUsd: index === 5 ? null : 3,
    }));
  await commitRecords({
    ...{ db: plane.db, clock: systemClock, logger: new MemoryLogger() },
    ...{ partitions: new LogPartitions(plane.db), retentionDays: 30, hooks: [recordUsage] },
  }, records);
  const day = { from: new Date(YESTERDAY).toISOString(), to: new Date(YESTERDAY + DAY_MS).toISOString() };
  const variables = { tenantId: world.tenantId, bucket: "HOUR", ...day };
  return {
    ...started,
    key,
    read: async (changes: object = {}) => (await world.owner.data(QUERY, { ...variables, ...changes })).usageSeries,
    refusal: async (changes: object) => (await world.owner.send(QUERY, { ...variables, ...changes })).errors![0]!,
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

function assertNear(found: number, exact: number): void {
  assert.ok(Math.abs(found - exact) / exact <= QUANTILE_ERROR_MAX + 1e-9, `${found} for ${exact}`);
}

test("usageSeries sums a tenant's requests up by hour and by day", async () => {
  await using world = await usageWorld();
  const [byHour, byDay] = [await world.read(), await world.read({ bucket: "DAY" })];
  const { latency, ...sums } = byHour[0].total;
  assert.deepEqual(sums, {
    requests: "100",
    errors: "1",
    cancelled: "1",
    denied: "1",
    cacheHits: "0",
    unpriced: "1",
    inputTokens: "1000",
    costNanoUsd: "297",
  });
  // Of completed requests: those of 40, 50, … 1,000 ms.
  assert.equal(latency.count, 97);
  assertNear(latency.p50Ms, 520);
  assertNear(latency.p95Ms, 960);
  assertNear(latency.p99Ms, 1_000);
  assert.deepEqual([byHour.length, byHour[0].group], [1, null]);
  const hours = byHour[0].points.map((
    { at, usage }: { at: string; usage: { requests: string } },
  ) => [at, usage.requests]);
  const at = (hour: number) => new Date(YESTERDAY + hour * HOUR_MS).toISOString();
  assert.deepEqual(hours, [[at(9), "34"], [at(10), "33"], [at(11), "33"]]);
  assert.equal(byHour[0].points[0].usage.latency.count, 33);
  assert.deepEqual(byDay[0].points, [{ at: at(0), usage: byHour[0].total }]);
});

test("usageSeries tells series apart, those of most requests first, and filters", async () => {
  await using world = await usageWorld();
  const groups = async (changes: object) =>
    (await world.read(changes)).map(({ group, total }: { group: string; total: { requests: string } }) => [
      group,
      total.requests,
    ]);
  assert.deepEqual(await groups({ groupBy: "MODEL" }), [["large", "70"], ["small", "30"]]);
  assert.deepEqual(await groups({ groupBy: "MODEL", first: 1 }), [["large", "70"]]);
  assert.deepEqual(await groups({ groupBy: "OUTCOME", filter: { model: "small" } }), [["completed", "30"]]);
  assert.deepEqual(await groups({ groupBy: "PROJECT" }), [[world.world.projectId, "100"]]);
  assert.deepEqual(await groups({ groupBy: "API_KEY" }), [[btoa(`ApiKey:${world.key.id}`), "100"]]);
  assert.deepEqual(await groups({ filter: { apiKeyId: world.world.apiKeyId, routeName: "none" } }), []);
  const wholeHours = { from: new Date(YESTERDAY + 9.5 * HOUR_MS), to: new Date(YESTERDAY + 9.6 * HOUR_MS) };
  assert.deepEqual(await groups(wholeHours), [[null, "34"]]);
  const byDay = { bucket: "DAY", groupBy: "TAG" };
  assert.deepEqual(await groups({ ...byDay, tagName: "team" }), [["blue", "60"], ["red", "40"]]);
  const [ada] = await world.read({ bucket: "DAY", groupBy: "END_USER" });
  assert.deepEqual([ada.group, ada.total.requests, ada.total.errors, ada.total.denied], ["ada", "30", "1", null]);
  assert.equal(ada.total.latency, null);
});

test("usageSeries refuses what it cannot answer", async () => {
  await using world = await usageWorld();
  const from = new Date(YESTERDAY).toISOString();
  const cases: [string, object][] = [
    ["to", { to: from }],
    ["to", { to: new Date(YESTERDAY + 32 * DAY_MS).toISOString() }],
    ["tagName", { bucket: "DAY", groupBy: "TAG" }],
    ["tagName", { tagName: "team" }],
    ["bucket", { groupBy: "END_USER" }],
    ["filter", { bucket: "DAY", groupBy: "END_USER", filter: { model: "large" } }],
    ["first", { first: 51 }],
  ];
  for (const [path, changes] of cases) {
    const { extensions } = await world.refusal(changes) as {
      extensions: { code: string; issues?: { path: string[] }[] };
    };
    assert.deepEqual([extensions.code, extensions.issues?.[0]?.path], ["VALIDATION", [path]], JSON.stringify(changes));
  }
  const other = await world.plane.db.tenant.create({
    data: { name: "o", slug: "o", projects: { create: { name: "p" } } },
  });
  const { id } = await world.plane.db.project.findFirstOrThrow({ where: { tenantId: other.id } });
  assert.equal((await world.refusal({ projectId: btoa(`Project:${id}`) })).extensions.code, "NOT_FOUND");
});
