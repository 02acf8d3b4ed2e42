import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { recorderFixture } from "../recorder/testing/recorder_fixture.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { recordUsage } from "../usage/record_usage.ts";
import { endUserHash } from "./end_user_hash.ts";
import { eraseStep } from "./erase_step.ts";

const DAY_MS = 86_400_000;
/** Ids of one process never go back within a second or so: what must be told apart by time is a minute apart. */
const MINUTE_MS = 60_000;
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS / 2;
const clock = new ManualClock(NOON);
const { tenantId, projectId } = sampleRecord(1);
const OTHER_PROJECT = "019348c0-0000-7000-8000-0000000000f2";
const OTHER_TENANT = "019348c0-0000-7000-8000-0000000000f1";

/** Records of three end users over three days, in two projects and two tenants. */
async function erasureFixture() {
  const fixture = await recorderFixture();
  const { db } = fixture;
  await db.tenant.create({ data: { id: tenantId, name: "t", slug: "t" } });
  for (const id of [projectId, OTHER_PROJECT]) await db.project.create({ data: { id, tenantId, name: id } });
  let n = 0;
  const record = (atMs: number, endUser: string | null, fields: object = {}) =>
    sampleRecord(++n, { atMs, endUser, ...fields });
  const records = [0, 1, 2].flatMap((days) => [
    record(NOON - days * DAY_MS, "ada"),
    record(NOON - days * DAY_MS, "ada", { projectId: OTHER_PROJECT }),
    record(NOON - days * DAY_MS, "bob"),
    record(NOON - days * DAY_MS, null),
  ]);
  records.push(record(NOON, "ada", { tenantId: OTHER_TENANT, projectId: "019348c0-0000-7000-8000-0000000000f3" }));
  records.push(record(NOON + 2 * MINUTE_MS, "ada"));
  await commitRecords({ ...fixture.commit, hooks: [recordUsage] }, records);
  return { ...fixture, records, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

type Fixture = Awaited<ReturnType<typeof erasureFixture>>;

async function ask({ db }: Pick<Fixture, "db">, inProject: string | null = null): Promise<string> {
  const id = uuidv7(NOON);
  const data = { id, tenantId, projectId: inProject, endUser: "ada", endUserHash: endUserHash(id, "ada") };
  await db.endUserErasure.create({ data: { ...data, requestedAt: new Date(NOON + MINUTE_MS) } });
  return id;
}

async function eraseAll({ db }: Pick<Fixture, "db">) {
  for (let steps = 1;; steps++) {
    const step = await eraseStep({ db, clock });
    if (step.done === "all") return step.erasure;
    assert.equal(step.done, "some");
    assert.ok(steps < 100);
  }
}

async function left({ db }: Fixture) {
  const rows = await db.requestLog.findMany({ orderBy: { sequence: "asc" } });
  return rows.map(({ sequence }) => Number(sequence));
}

test("eraseStep() erases an end user's records up to the request, in every project of the tenant and nowhere else", async () => {
  await using fixture = await erasureFixture();
  await ask(fixture);
  const erasure = await eraseAll(fixture);
  assert.deepEqual(await left(fixture), [3, 4, 7, 8, 11, 12, 13, 14]);
  assert.deepEqual([erasure.recordsErased, erasure.usageRowsErased, erasure.endUser], [6n, 6n, null]);
  const labels = await fixture.db.usageLabelDaily.findMany({ where: { tenantId, value: "ada" } });
  assert.deepEqual(labels, []);
  // Amounts are nobody's: they stay.
  const { _sum } = await fixture.db.usageDaily.aggregate({ where: { tenantId }, _sum: { requests: true } });
  assert.equal(_sum.requests, 13n);
  assert.deepEqual(await eraseStep({ db: fixture.db, clock }), { done: "nothing" });
});

test("eraseStep() erases in one project alone when that was asked for", async () => {
  await using fixture = await erasureFixture();
  await ask(fixture, OTHER_PROJECT);
  assert.equal((await eraseAll(fixture)).recordsErased, 3n);
  assert.deepEqual(await left(fixture), [1, 3, 4, 5, 7, 8, 9, 11, 12, 13, 14]);
  const labels = await fixture.db.usageLabelDaily.findMany({ where: { tenantId, value: "ada" } });
  assert.ok(labels.length === 3 && labels.every((label) => label.projectId === projectId));
});

test("eraseStep() goes on where another process ended, with what is many in one moment", async () => {
  await using fixture = await erasureFixture();
  const crowd = Array.from(
    { length: 2_300 },
    (_, index) => sampleRecord(100 + index, { atMs: NOON - 5, endUser: "ada" }),
  );
  await commitRecords(fixture.commit, crowd);
  const id = await ask(fixture);
  const states: (string | undefined)[] = [];
  for (let step = await eraseStep({ db: fixture.db, clock }); step.done !== "nothing";) {
    states.push(step.erasure.state);
    // Each step is all that the next one knows of.
    step = await eraseStep({ db: fixture.db, clock });
  }
  assert.deepEqual([states[0], states.at(-2), states.at(-1)], ["RUNNING", "RUNNING", "DONE"]);
  const erasure = await fixture.db.endUserErasure.findUniqueOrThrow({ where: { id } });
  assert.equal(erasure.recordsErased, 2_306n);
  assert.equal(await fixture.db.requestLog.count({ where: { tenantId, endUser: "ada" } }), 1);
});

test("eraseStep() waits for who stores records without knowing of the erasure", async () => {
  await using fixture = await erasureFixture();
  const stored = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const hook = async () => {
    stored.resolve();
    await finish.promise;
  };
  const late = sampleRecord(50, { atMs: NOON - 1, endUser: "ada" });
  const committing = commitRecords({ ...fixture.commit, hooks: [hook] }, [late]);
  await stored.promise;
  await ask(fixture);
  const erasing = eraseAll(fixture);
  finish.resolve();
  await committing;
  assert.equal((await erasing).recordsErased, 7n);
  assert.equal(await fixture.db.requestLog.count({ where: { id: late.id } }), 0);
});
