import assert from "node:assert/strict";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { endUserHash } from "../erasure/end_user_hash.ts";
import { fromRequestLogRow } from "../logs/request_log_row.ts";
import { recordUsage } from "../usage/record_usage.ts";
import { commitRecords } from "./commit_records.ts";
import { recorderFixture } from "./testing/recorder_fixture.ts";
import { sampleRecord } from "./testing/sample_record.ts";

type Fixture = Awaited<ReturnType<typeof recorderFixture>>;

const DAY_MS = 86_400_000;

async function erasure({ db }: Fixture, endUser: string, requestedAt: number): Promise<void> {
  const { tenantId } = sampleRecord(1);
  await db.tenant.upsert({ where: { id: tenantId }, create: { id: tenantId, name: "t", slug: "t" }, update: {} });
  const id = uuidv7(requestedAt);
  const hash = endUserHash(id, endUser);
  // Long done: the name itself is gone.
  await db.endUserErasure.create({
    data: { id, tenantId, endUserHash: hash, state: "DONE", requestedAt: new Date(requestedAt) },
  });
}

test("commitRecords() stores what comes late of an erased end user without the end user, and counts it all the same", async () => {
  await using fixture = await recorderFixture();
  const nowMs = Date.now();
  await erasure(fixture, "ada", nowMs - 1_000);
  const late = sampleRecord(1, { atMs: nowMs - 2_000, endUser: "ada" });
  const later = sampleRecord(2, { atMs: nowMs, endUser: "ada" });
  const other = sampleRecord(3, { atMs: nowMs - 2_000, endUser: "bob" });
  const charged: unknown[] = [];
  const hooks = [recordUsage, (_: unknown, inserted: (typeof late)[]) => {
    charged.push(...inserted.map(({ endUser, charges }) => [endUser, charges.length]));
    return Promise.resolve();
  }];
  const batch = await commitRecords({ ...fixture.commit, hooks }, [late, later, other]);
  assert.deepEqual([batch.inserted, batch.duplicates, batch.watermarks.get("gw-1")], [3, 0, 3]);
  const rows = (await fixture.db.requestLog.findMany({ orderBy: { sequence: "asc" } })).map(fromRequestLogRow);
  assert.deepEqual(rows.map(({ endUser }) => endUser), [null, "ada", "bob"]);
  const { tags, conditionInputs, traceId, charges, policyVerdicts, attempts, costNanoUsd } = rows[0]!;
  assert.deepEqual([tags, conditionInputs, traceId, charges, policyVerdicts], [{}, {}, null, [], []]);
  assert.ok(attempts.every(({ error }) => error === null));
  assert.equal(costNanoUsd, late.costNanoUsd);
  assert.deepEqual(charged, [[null, 1], ["ada", 1], ["bob", 1]]);
  const labels = await fixture.db.usageLabelDaily.findMany({ where: { kind: "END_USER" }, orderBy: { value: "asc" } });
  assert.deepEqual(labels.map(({ value, requests }) => [value, requests]), [["ada", 1n], ["bob", 1n]]);
});

test("commitRecords() counts no record twice that was deleted since", async () => {
  await using fixture = await recorderFixture();
  const nowMs = Date.now();
  const records = [
    sampleRecord(1, { atMs: nowMs - 2 * DAY_MS }),
    sampleRecord(2, { atMs: nowMs - 2_000, endUser: "ada" }),
    sampleRecord(3, { atMs: nowMs - 2_000, endUser: "bob" }),
  ];
  const commit = { ...fixture.commit, hooks: [recordUsage] };
  await commitRecords(commit, records);
  await fixture.db.requestLog.deleteMany({ where: { sequence: { in: [1, 2] } } });
  await erasure(fixture, "ada", nowMs - 1_000);
  // The same once more, and one of that age that was never there.
  const batch = await commitRecords(commit, [...records, sampleRecord(4, { atMs: nowMs - 2 * DAY_MS })]);
  assert.deepEqual([batch.inserted, batch.duplicates, batch.watermarks.get("gw-1")], [1, 3, 4]);
  assert.deepEqual((await fixture.db.requestLog.findMany()).map(({ sequence }) => sequence).sort(), [3n, 4n]);
  const { _sum } = await fixture.db.usageDaily.aggregate({ _sum: { requests: true } });
  assert.equal(_sum.requests, 4n);
});
