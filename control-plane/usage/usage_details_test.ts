import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import type { GraphqlData } from "../testing/api.ts";
import { startOperationWorld } from "../testing/operation_world.ts";
import { recordUsage } from "./record_usage.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YESTERDAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;

const QUERY = `query (
  $tenantId: ID!, $from: DateTime!, $to: DateTime!, $bucket: UsageBucket!, $groupBy: UsageGroupBy, $tagName: String
  $filter: UsageFilter, $first: Int, $other: Boolean, $timeZone: String
) {
  usageSeries(
    tenantId: $tenantId, from: $from, to: $to, bucket: $bucket, groupBy: $groupBy, filter: $filter, first: $first
    other: $other, timeZone: $timeZone, tagName: $tagName
  ) {
    group isOther
    total { requests costNanoUsd latency { count } timeToFirstToken { p50Ms } overhead { count } }
    points { at usage { requests latency { count } } }
    previous { from to total { requests latency { count } } points { at usage { requests } } }
    errorBreakdown { errorCode outcome requests }
  }
}`;

/** 90 requests of yesterday, of models a (50), b (30) and c (10), and of model a half as many the day before. */
async function usageWorld() {
  const started = await startOperationWorld();
  const { plane, world } = started;
  const key = await plane.db.apiKey.findFirstOrThrow({ orderBy: { id: "asc" } });
  const record = (index: number, atMs: number) =>
    sampleRecord(2_000 + index, {
      ...{ atMs, tenantId: key.tenantId, projectId: key.projectId, apiKeyId: key.id, costNanoUsd: 2 },
      modelServed: index < 50 ? "a" : index < 80 ? "b" : "c",
      tags: { team: index < 50 ? "x" : `y${index}` },
      provider: index % 2 === 0 ? "even" : "odd",
      outcome: index % 10 === 0 ? "failed" : index % 10 === 1 ? "denied" : "completed",
      errorCode: index % 10 === 0 ? "upstream_error" : index % 10 === 1 ? "budget_exceeded" : null,
      timings: { queueMs: 0, overheadMs: 1, ttftMs: 50, totalMs: 100 },
    });
  const records = [
    ...Array.from({ length: 90 }, (_, index) => record(index, YESTERDAY + (index % 24) * HOUR_MS)),
    ...Array.from({ length: 25 }, (_, index) => ({ ...record(index, YESTERDAY - 12 * HOUR_MS), modelServed: "a" })),
  ];
  await commitRecords({
    ...{ db: plane.db, clock: systemClock, logger: new MemoryLogger() },
    ...{ partitions: new LogPartitions(plane.db), retentionDays: 30, hooks: [recordUsage] },
  }, records);
  const day = { from: new Date(YESTERDAY).toISOString(), to: new Date(YESTERDAY + DAY_MS).toISOString() };
  const variables = { tenantId: world.tenantId, bucket: "DAY", ...day };
  return {
    started,
    world,
    key,
    read: async (changes: object = {}): Promise<GraphqlData[]> =>
      (await world.owner.data(QUERY, { ...variables, ...changes })).usageSeries,
    refusal: async (changes: object) =>
      (await world.owner.send(QUERY, { ...variables, ...changes })).errors?.[0]?.extensions.issues?.[0].path,
  };
}

const requests = (series: GraphqlData[]) => series.map(({ group, total }) => [group, total.requests]);

test("usageSeries gives the rest, the time before, errors, and days of a zone", async (t) => {
  const { started, world, key, read, refusal } = await usageWorld();
  await using _world = started;

  await t.step("what belongs to none of the first series is one more, by which they add up", async () => {
    for (const bucket of ["DAY", "HOUR"]) {
      const series = await read({ groupBy: "MODEL", first: 1, other: true, bucket });
      assert.deepEqual(series.map((one) => [one.group, one.isOther, one.total.requests]), [["a", false, "50"], [
        null,
        true,
        "40",
      ]]);
      assert.deepEqual(series.map(({ total }) => total.latency.count), [40, 32]);
      assert.deepEqual(series[1].errorBreakdown.map((one: GraphqlData) => one.requests), ["4", "4"]);
    }
    const teams = await read({ groupBy: "TAG", tagName: "team", first: 1, other: true });
    assert.deepEqual(teams.map((one) => [one.group, one.isOther, one.total.requests]), [["x", false, "50"], [
      null,
      true,
      "40",
    ]]);
    assert.equal(teams[0].errorBreakdown, null);
    // Where there is no rest there is no series of it.
    assert.equal((await read({ groupBy: "MODEL", first: 3, other: true })).length, 3);
  });

  await t.step("the time before is as long, and of the same series", async () => {
    const [a, b] = await read({ groupBy: "MODEL" });
    const before = new Date(YESTERDAY - DAY_MS).toISOString();
    assert.deepEqual([a.previous.from, a.previous.total.requests, a.previous.points.length], [before, "25", 1]);
    assert.ok(a.previous.total.latency.count > 0);
    assert.deepEqual([b.previous.total.requests, b.previous.points], ["0", []]);
    const [half] = await read({ bucket: "HOUR", from: new Date(YESTERDAY + 12 * HOUR_MS).toISOString() });
    assert.deepEqual([half.previous.from, half.previous.total.requests], [new Date(YESTERDAY).toISOString(), "48"]);
  });

  await t.step("filters take several values", async () => {
    assert.deepEqual(requests(await read({ groupBy: "MODEL", filter: { models: ["b", "c"] } })), [["b", "30"], [
      "c",
      "10",
    ]]);
    assert.deepEqual(requests(await read({ filter: { outcomes: ["FAILED", "DENIED"], providers: ["even"] } })), [[
      null,
      "9",
    ]]);
    assert.deepEqual(requests(await read({ filter: { errorCodes: ["upstream_error"], models: [] } })), [[null, "9"]]);
    const ids = { projectIds: [world.projectId], apiKeyIds: [btoa(`ApiKey:${key.id}`)] };
    assert.deepEqual(requests(await read({ filter: ids })), [[null, "90"]]);
    assert.deepEqual(
      await read({ groupBy: "TAG", tagName: "team", filter: { projectIds: [] } }).then((all) => all.length),
      10,
    );
    assert.deepEqual(await refusal({ filter: { model: "a", models: ["b"] } }), ["filter"]);
  });

  await t.step("days of a zone are added up from hours", async () => {
    const [series] = await read({ timeZone: "Asia/Tokyo" });
    // Tokyo's midnight is at 15:00 UTC: two of its days touch the one of UTC, and both are given whole.
    assert.deepEqual(series.points.map(({ at }: GraphqlData) => at), [
      new Date(YESTERDAY - 9 * HOUR_MS).toISOString(),
      new Date(YESTERDAY + 15 * HOUR_MS).toISOString(),
    ]);
    const counts = series.points.map(({ usage }: GraphqlData) => Number(usage.requests));
    // Of the 90, hours 0 to 14, with the 25 of the day before left out: their hour is of an earlier day of Tokyo.
    assert.equal(counts[0] + counts[1], 90);
    assert.equal(series.points[0].usage.latency.count + series.points[1].usage.latency.count, 72);
    assert.deepEqual(await refusal({ timeZone: "Asia/Kolkata" }), ["timeZone"]);
    assert.deepEqual(await refusal({ timeZone: "Mars/Olympus" }), ["timeZone"]);
    assert.deepEqual(await refusal({ timeZone: "Asia/Tokyo", bucket: "HOUR" }), ["timeZone"]);
    assert.deepEqual(await refusal({ timeZone: "Asia/Tokyo", groupBy: "END_USER" }), ["timeZone"]);
  });
});
