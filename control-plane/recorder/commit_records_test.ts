import assert from "node:assert/strict";
import { requestRecord } from "../../shared/contracts/request_record.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { fromRequestLogRow } from "../logs/request_log_row.ts";
import { commitRecords } from "./commit_records.ts";
import { recorderFixture } from "./testing/recorder_fixture.ts";
import { sampleRecord, sampleRecords } from "./testing/sample_record.ts";
import { readWatermarks } from "./watermarks.ts";

const DAY_MS = 86_400_000;

test("commitRecords() stores every field of a record", async () => {
  await using fixture = await recorderFixture();
  // Single precision holds these exactly.
  const timings = { queueMs: 0.5, overheadMs: 0.25, ttftMs: 600.5, totalMs: 2_423.5 };
  const droppedFields = ["", "NULL", "a,b", "{c}", `d"e\\f`];
  const full = sampleRecord(1, { timings, droppedFields, degradation: ["limiter_open"], replayOf: sampleRecord(1).id });
  const bare = sampleRecord(2, {
    timings: { ...timings, ttftMs: null },
    endUser: null,
    revision: null,
    routeName: null,
    modelAsked: null,
    modelServed: null,
    provider: null,
    providerKind: null,
    errorCode: "invalid_json",
    maxTokensAsked: null,
    costNanoUsd: null,
    priceVersion: null,
    traceId: null,
  });
  await commitRecords(fixture.commit, [full, bare]);
  const rows = await fixture.db.requestLog.findMany({ orderBy: { sequence: "asc" } });
  assert.deepEqual(rows.map(fromRequestLogRow), [full, bare]);
  for (const row of rows) requestRecord.parse(fromRequestLogRow(row));
});

test("commitRecords() inserts once what is delivered twice", async () => {
  await using fixture = await recorderFixture();
  const records = sampleRecords(1, 5);
  const first = await commitRecords(fixture.commit, records.slice(0, 3));
  assert.deepEqual([first.inserted, first.duplicates], [3, 0]);
  const second = await commitRecords(fixture.commit, [...records, records[4]!]);
  assert.deepEqual([second.inserted, second.duplicates], [2, 4]);
  assert.equal(await fixture.db.requestLog.count(), 5);
});

test("commitRecords() moves a watermark to the end of what is committed without a gap", async () => {
  await using fixture = await recorderFixture();
  const steps: [number[], number][] = [
    [[2, 3], 0],
    [[5], 0],
    [[1], 3],
    [[7, 8, 4], 5],
    [[6], 8],
    [[2, 2, 6], 8],
  ];
  for (const [numbers, watermark] of steps) {
    const { watermarks } = await commitRecords(fixture.commit, numbers.map((n) => sampleRecord(n)));
    assert.deepEqual([...watermarks], [["gw-1", watermark]], `after ${numbers}`);
  }
  assert.deepEqual([...await readWatermarks(fixture.db)], [["gw-1", 8]]);
});

test("commitRecords() waits for no record that could not be read, and keeps it as a gap", async () => {
  await using fixture = await recorderFixture();
  const gaps = () => fixture.db.$queryRaw`SELECT "givenUp"::text, "committed"::text FROM "RecordWatermark"`;
  const first = await commitRecords(fixture.commit, [sampleRecord(1), sampleRecord(3)], [{ instance: "gw-1", n: 2 }]);
  assert.deepEqual([first.inserted, first.watermarks.get("gw-1")], [2, 3]);
  assert.deepEqual(await gaps(), [{ givenUp: "{[2,3)}", committed: "{[1,2),[3,4)}" }]);
  const alone = await commitRecords(fixture.commit, [], [{ instance: "gw-1", n: 4 }]);
  assert.equal(alone.watermarks.get("gw-1"), 4);
  // A newer recorder can read it after all.
  await commitRecords(fixture.commit, [sampleRecord(2)]);
  assert.deepEqual(await gaps(), [{ givenUp: "{[4,5)}", committed: "{[1,4)}" }]);
});

test("commitRecords() keeps the watermarks of instances apart", async () => {
  await using fixture = await recorderFixture();
  const { watermarks } = await commitRecords(fixture.commit, [
    sampleRecord(1, { sequence: { instance: "gw-b", n: 1 } }),
    sampleRecord(1, { sequence: { instance: "gw-a", n: 1 } }),
    sampleRecord(1, { sequence: { instance: "gw-a", n: 2 } }),
    sampleRecord(1, { sequence: { instance: "gw-c", n: 9 } }),
  ]);
  assert.deepEqual(Object.fromEntries(watermarks), { "gw-a": 2, "gw-b": 1, "gw-c": 0 });
});

test("commitRecords() makes a partition for every day of a batch", async () => {
  await using fixture = await recorderFixture();
  const records = [0, 1, 2, 29].map((days, index) => sampleRecord(index + 1, { atMs: Date.now() - days * DAY_MS }));
  assert.equal((await commitRecords(fixture.commit, records)).inserted, 4);
  const partitions = await fixture.db.$queryRaw<{ name: string }[]>`
    SELECT relname AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname = 'request_log_partitions' AND relkind = 'r'`;
  assert.equal(partitions.length, 4);
});

test("commitRecords() makes a partition again that was dropped behind its back", async () => {
  await using fixture = await recorderFixture();
  const [first, second, third] = sampleRecords(1, 3);
  await commitRecords(fixture.commit, [first!]);
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "_");
  await fixture.db.$executeRawUnsafe(`DROP TABLE request_log_partitions.request_log_${day}`);
  const batch = await commitRecords(fixture.commit, [second!, third!]);
  assert.deepEqual([batch.inserted, batch.refused, batch.watermarks.get("gw-1")], [2, 0, 3]);
});

test("commitRecords() counts what is older than retention, and covers its number", async () => {
  await using fixture = await recorderFixture();
  const clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
  const at = (ms: number, n: number) => sampleRecord(n, { atMs: ms });
  const start = Date.UTC(2026, 9, 24);
  const batch = await commitRecords({ ...fixture.commit, clock }, [at(start - 1, 1), at(start, 2)]);
  assert.deepEqual([batch.inserted, batch.expired, batch.watermarks.get("gw-1")], [1, 1, 2]);
});

test("commitRecords() isolates a record that Postgres refuses", async () => {
  await using fixture = await recorderFixture();
  const records = sampleRecords(1, 9);
  // More than a 32-bit column holds, and within the contract.
  const poison = sampleRecord(10, { estimatedTokens: 5_000_000_000, endUser: "private" });
  const batch = await commitRecords(fixture.commit, [...records.slice(0, 6), poison, ...records.slice(6)]);
  assert.deepEqual([batch.inserted, batch.refused, batch.duplicates, batch.expired], [9, 1, 0, 0]);
  assert.equal(batch.watermarks.get("gw-1"), 10);
  const [event] = fixture.logger.events;
  assert.equal(event?.event, "record_refused");
  assert.deepEqual(event?.fields, {
    id: poison.id,
    tenantId: poison.tenantId,
    instance: "gw-1",
    n: 10,
    sqlState: "22003",
  });
});

test("commitRecords() stores what Postgres could not hold as it is", async () => {
  await using fixture = await recorderFixture();
  const record = sampleRecord(1, { modelAsked: "gpt\u0000-4", tags: { "\ud800": "half" } });
  assert.equal((await commitRecords(fixture.commit, [record])).inserted, 1);
  const row = await fixture.db.requestLog.findFirstOrThrow();
  assert.deepEqual([row.modelAsked, row.tags], ["gpt\ufffd-4", { "\ufffd": "half" }]);
});

test("commitRecords() runs its hooks on new records alone, in the insert's own transaction", async () => {
  await using fixture = await recorderFixture();
  const records = sampleRecords(1, 4);
  await commitRecords(fixture.commit, records.slice(0, 2));
  const seen: number[] = [];
  const hook = async (transaction: unknown, inserted: typeof records) => {
    assert.notEqual(transaction, fixture.db);
    seen.push(...inserted.map((record) => record.sequence.n));
    await Promise.resolve();
  };
  await commitRecords({ ...fixture.commit, hooks: [hook] }, records);
  assert.deepEqual(seen, [3, 4]);

  const failing = () => Promise.reject(new Error("the rollup failed"));
  const more = sampleRecords(5, 6);
  await assert.rejects(commitRecords({ ...fixture.commit, hooks: [failing] }, more), /the rollup failed/);
  assert.equal(await fixture.db.requestLog.count(), 4);
  assert.equal((await readWatermarks(fixture.db)).get("gw-1"), 4);
});

test("commitRecords() commits overlapping batches side by side without deadlock or double", async () => {
  await using fixture = await recorderFixture();
  const records = Array.from({ length: 60 }, (_, index) => {
    const instance = `gw-${index % 3}`;
    return sampleRecord(0, { sequence: { instance, n: Math.floor(index / 3) + 1 } });
  });
  const batches = [records, records.toReversed(), records.slice(20), records.slice(0, 40).toReversed()];
  const committed = await Promise.all(batches.map((batch) => commitRecords(fixture.commit, batch)));
  assert.equal(committed.reduce((sum, batch) => sum + batch.inserted, 0), 60);
  assert.deepEqual(Object.fromEntries(await readWatermarks(fixture.db)), { "gw-0": 20, "gw-1": 20, "gw-2": 20 });
});
