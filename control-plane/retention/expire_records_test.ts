import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { recorderFixture } from "../recorder/testing/recorder_fixture.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { recordUsage } from "../usage/record_usage.ts";
import { expireRecords } from "./expire_records.ts";
import { expireSpends } from "./expire_spends.ts";
import { expireUsage, USAGE_DAILY_DAYS, USAGE_HOURLY_DAYS } from "./expire_usage.ts";
import { startRetentionWorker } from "./retention_worker.ts";
import { eventually } from "../../testing/eventually.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const signal = new AbortController().signal;

/** A tenant for each retention, with a project and a record a day for the last five days. */
async function tenantsFixture(...retentions: (number | null)[]) {
  const fixture = await recorderFixture();
  const clock = new ManualClock(TODAY + DAY_MS / 2);
  let n = 0;
  for (const [index, logRetentionDays] of retentions.entries()) {
    const [tenantId, projectId] = [`019348c0-0000-7000-8000-0000000000e${index}`, idOf(index)];
    const project = { create: { id: projectId, name: "p" } };
    const data = { id: tenantId, name: "t", slug: `t-${index}`, logRetentionDays, projects: project };
    await fixture.db.tenant.create({ data });
    const records = [4, 3, 2, 1, 0].map((days) =>
      sampleRecord(++n, { atMs: TODAY - days * DAY_MS + 1, tenantId, projectId })
    );
    await commitRecords({ ...fixture.commit, hooks: [recordUsage] }, records);
  }
  return { ...fixture, dependencies: { db: fixture.db, clock, logger: fixture.logger } };
}

/** Lets the pauses between its batches pass. */
async function finished({ dependencies }: Awaited<ReturnType<typeof tenantsFixture>>, expiring: Promise<number>) {
  let isDone = false;
  void expiring.finally(() => isDone = true);
  await eventually(async () => {
    await dependencies.clock.advance(100);
    return isDone;
  });
  return await expiring;
}

function idOf(index: number): string {
  return `019348c0-0000-7000-8000-0000000000d${index}`;
}

test("expireRecords() deletes what is older than a tenant's own retention, and nobody else's", async () => {
  await using fixture = await tenantsFixture(2, null, 30, 1);
  const deleted = await finished(fixture, expireRecords(fixture.dependencies, { retentionDays: 30, signal }));
  assert.equal(deleted, 5);
  const left = await fixture.db.requestLog.groupBy({ by: ["projectId"], _count: true, orderBy: { projectId: "asc" } });
  assert.deepEqual(left.map((row) => row._count), [3, 5, 5, 2]);
  const oldest = await fixture.db.requestLog.findFirstOrThrow({
    where: { projectId: idOf(0) },
    orderBy: { ts: "asc" },
  });
  assert.equal(oldest.ts.getTime(), TODAY - 2 * DAY_MS + 1);
  const told = fixture.logger.events.filter(({ event }) => event === "expired_records_deleted");
  assert.deepEqual(told.map(({ fields }) => fields!.records), [2, 3]);
  assert.equal(await expireRecords(fixture.dependencies, { retentionDays: 30, signal }), 0);
});

test("expireRecords() deletes in batches, the bodies too, until it is stopped", async () => {
  await using fixture = await tenantsFixture(1);
  const [tenantId, projectId] = ["019348c0-0000-7000-8000-0000000000e0", idOf(0)];
  const crowd = Array.from(
    { length: 2_100 },
    (_, index) => sampleRecord(100 + index, { atMs: TODAY - 3 * DAY_MS + 2, tenantId, projectId }),
  );
  await commitRecords(fixture.commit, crowd);
  const bytes = new Uint8Array(1);
  const { id: requestId, ts } = crowd[2_000]!;
  await fixture.db.requestBody.create({
    data: { requestId, ts: new Date(ts), tenantId, projectId, ciphertext: bytes, wrappedKey: bytes, masterKeyId: "k" },
  });
  const deleted = await finished(fixture, expireRecords(fixture.dependencies, { retentionDays: 30, signal }));
  assert.equal(deleted, 2_103);
  assert.equal(await fixture.db.requestBody.count(), 0);
  const stopped = AbortSignal.abort();
  await fixture.db.tenant.updateMany({ data: { logRetentionDays: 0 } });
  assert.equal(await expireRecords(fixture.dependencies, { retentionDays: 30, signal: stopped }), 0);
});

test("expireUsage() keeps hours, days and labels for their own time each", async () => {
  await using fixture = await tenantsFixture(2, null);
  const { db } = fixture;
  const move = async (table: string, days: number) => {
    await db.$executeRawUnsafe(`UPDATE "${table}" SET "at" = "at" - interval '${days} days'`);
  };
  const options = { retentionDays: 4 };
  assert.deepEqual(await expireUsage(fixture.dependencies, options), { hourly: 0, daily: 0, labels: 4 });
  await move("UsageHourly", USAGE_HOURLY_DAYS - 1);
  await move("UsageDaily", USAGE_DAILY_DAYS - 3);
  await move("UsageLabelDaily", 1);
  const expired = await expireUsage(fixture.dependencies, options);
  assert.deepEqual(expired, { hourly: 6, daily: 2, labels: 4 });
  assert.equal(await db.usageHourly.count(), 4);
  assert.equal(await db.usageDaily.count(), 8);
});

test("startRetentionWorker() deletes at once, and again when it is time", async () => {
  await using fixture = await tenantsFixture(2);
  const { db, clock } = fixture.dependencies;
  const count = () => db.requestLog.count();
  const worker = startRetentionWorker(fixture.dependencies, { retentionDays: 30 });
  const passing = async (ms: number, wanted: number) => {
    await clock.advance(ms);
    return await count() === wanted;
  };
  await eventually(() => passing(100, 3));
  // Hour by hour: what it waits for now may be the pause between two batches yet.
  await eventually(() => passing(HOUR_MS, 2));
  await worker.stop();
});

test("expireSpends() keeps what was charged in periods of which a record is kept", async () => {
  await using fixture = await tenantsFixture(null, 2);
  const tenants = await fixture.db.tenant.findMany({ orderBy: { slug: "asc" }, where: { slug: { startsWith: "t-" } } });
  const day = (days: number) => new Date(TODAY - days * DAY_MS);
  for (const { id: tenantId } of tenants) {
    // A day of its own for each of the last nine, and a month that is under way.
    const days = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((ago) => ({ periodStart: day(ago), periodEnd: day(ago - 1) }));
    const month = { periodStart: day(20), periodEnd: day(-10) };
    await fixture.db.budgetSpend.createMany({
      data: [...days.map((period) => ({ ...period, period: "day" })), { ...month, period: "month" }]
        .map((row) => ({ ...row, tenantId, counterKey: `a-counter:${row.period}`, nanoUsd: 1n })),
    });
  }
  assert.equal(await expireSpends(fixture.dependencies, { retentionDays: 5 }), 3 + 6);
  const kept = async (tenantId: string) =>
    (await fixture.db.budgetSpend.findMany({ where: { tenantId, period: "day" }, orderBy: { periodStart: "asc" } }))
      .map(({ periodEnd }) => (TODAY - periodEnd.getTime()) / DAY_MS);
  assert.deepEqual(await kept(tenants[0]!.id), [5, 4, 3, 2, 1, 0]);
  assert.deepEqual(await kept(tenants[1]!.id), [2, 1, 0]);
  assert.equal(await fixture.db.budgetSpend.count({ where: { period: "month" } }), 2);
  assert.equal(await expireSpends(fixture.dependencies, { retentionDays: 5 }), 0);
});
