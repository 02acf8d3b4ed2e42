import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { commitRecords } from "./commit_records.ts";
import { LogPartitions, retentionStart } from "./log_partitions.ts";
import { recorderFixture } from "./testing/recorder_fixture.ts";
import { sampleRecord } from "./testing/sample_record.ts";

async function names({ db }: Awaited<ReturnType<typeof recorderFixture>>): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT relname::text AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = '"RequestLog"'::regclass ORDER BY relname`;
  return rows.map(({ name }) => name);
}

test("LogPartitions.ensureAhead() makes today's and tomorrow's, over the end of a year", async () => {
  await using fixture = await recorderFixture();
  const clock = new ManualClock(Date.UTC(2026, 11, 31, 23, 59));
  await new LogPartitions(fixture.db).ensureAhead(clock);
  assert.deepEqual(await names(fixture), ["request_log_2026_12_31", "request_log_2027_01_01"]);
});

test("LogPartitions.dropBefore() drops what is older than retention and nothing else", async () => {
  await using fixture = await recorderFixture();
  const clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
  const partitions = new LogPartitions(fixture.db);
  const days = ["2026-09-01", "2026-10-22", "2026-10-23", "2026-10-24", "2026-11-24"];
  await partitions.ensure(days.map((day) => Date.parse(day)));
  const dropped = await partitions.dropBefore(retentionStart(clock, 31));
  assert.deepEqual(dropped, ["request_log_2026_09_01", "request_log_2026_10_22"]);
  assert.deepEqual(await names(fixture), [
    "request_log_2026_10_23",
    "request_log_2026_10_24",
    "request_log_2026_11_24",
  ]);
  assert.deepEqual(await partitions.dropBefore(retentionStart(clock, 31)), []);
  // It does not go on believing that a dropped one is there.
  await partitions.ensure([Date.parse("2026-10-22")]);
  assert.equal((await names(fixture)).length, 4);
});

test("LogPartitions.dropBefore() and ensure() take nothing from two recorders that go on storing", async () => {
  await using fixture = await recorderFixture();
  const DAY_MS = 86_400_000;
  const days = Array.from({ length: 12 }, (_, index) => Date.now() - (40 + index) * DAY_MS);
  const housekeeper = new LogPartitions(fixture.db);
  let done = false;
  const recorders = [1, 2].map(async (recorder) => {
    // Of its own, as in another process: it does not hear of what the others make and drop.
    const commit = { ...fixture.commit, partitions: new LogPartitions(fixture.db) };
    let stored = 0;
    for (let batch = 0; !done || batch < 5; batch++) {
      const atMs = Date.now() - batch % 3 * DAY_MS;
      const records = [1, 2, 3].map((n) =>
        sampleRecord(3 * batch + n, { atMs, sequence: { instance: `gw-${recorder}`, n: 3 * batch + n } })
      );
      stored += (await commitRecords(commit, records)).inserted;
    }
    return stored;
  });
  for (let round = 0; round < 3; round++) {
    await housekeeper.ensure(days);
    assert.equal((await housekeeper.dropBefore(Date.now() - 30 * DAY_MS)).length, days.length);
  }
  done = true;
  const stored = (await Promise.all(recorders)).reduce((sum, count) => sum + count);
  assert.ok(stored >= 30);
  assert.equal(await fixture.db.requestLog.count(), stored);
});

test("LogPartitions.dropBefore() gives up when the log is held", async () => {
  await using fixture = await recorderFixture();
  const partitions = new LogPartitions(fixture.db);
  await partitions.ensure([Date.parse("2026-01-01")]);
  await fixture.db.$transaction(async (transaction) => {
    await transaction.$executeRaw`LOCK TABLE "RequestLog" IN ACCESS SHARE MODE`;
    await assert.rejects(partitions.dropBefore(Date.parse("2026-02-01")), /lock timeout/);
  });
  assert.deepEqual(await names(fixture), ["request_log_2026_01_01"]);
});
