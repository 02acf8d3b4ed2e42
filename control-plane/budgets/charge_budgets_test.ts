import assert from "node:assert/strict";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { chargeBudgets } from "./charge_budgets.ts";
import { beginEpochs } from "./ledger_epochs.ts";
import { budgetFixture, chargedSample, hourCharge } from "./testing/budget_fixture.ts";

test("chargeBudgets() adds the charges of new records, and of no record twice", async () => {
  await using fixture = await budgetFixture();
  const { tenantId, record, db } = fixture;
  const day = { counterKey: "another", period: "day" } as const;
  const first = chargedSample(tenantId, [hourCharge(5), hourCharge(7, day)]);
  const second = chargedSample(tenantId, [hourCharge(20)]);
  await record([first, second, first]);
  await record([second, chargedSample(tenantId, [hourCharge(100)])]);
  const rows = await db.budgetSpend.findMany({ orderBy: { nanoUsd: "desc" } });
  const { counterKey, periodStart, periodEnd } = hourCharge(0);
  assert.deepEqual(rows, [
    {
      tenantId,
      counterKey,
      period: "hour",
      periodStart: new Date(periodStart),
      periodEnd: new Date(periodEnd),
      nanoUsd: 125n,
    },
    {
      tenantId,
      ...day,
      periodStart: new Date(periodStart),
      periodEnd: new Date(periodEnd),
      nanoUsd: 7n,
    },
  ]);
});

test("chargeBudgets() passes over charges without a period that can be stored, and keeps their records", async () => {
  await using fixture = await budgetFixture();
  const { counterKey, period, nanoUsd, periodStart } = hourCharge(5);
  const { inserted, refused } = await fixture.record([
    chargedSample(fixture.tenantId, [{ counterKey, period, nanoUsd }]),
    chargedSample(fixture.tenantId, [hourCharge(5, { periodEnd: Number.MAX_SAFE_INTEGER })]),
    chargedSample(fixture.tenantId, [hourCharge(5, { periodEnd: periodStart })]),
    chargedSample(fixture.tenantId, []),
  ]);
  assert.deepEqual([inserted, refused], [4, 0]);
  assert.equal(await fixture.db.budgetSpend.count(), 0);
  assert.equal(await fixture.db.ledgerSettlement.count(), 0);
});

test("chargeBudgets() keeps a record whose charge is more than a sum can hold", async () => {
  await using fixture = await budgetFixture();
  const most = Array.from({ length: 1_100 }, () => hourCharge(Number.MAX_SAFE_INTEGER));
  for (let n = 0; n < 2; n++) {
    const { inserted } = await fixture.record([chargedSample(fixture.tenantId, most)]);
    assert.equal(inserted, 1);
  }
  const [row] = await fixture.db.budgetSpend.findMany();
  assert.equal(row!.nanoUsd, 9_223_372_036_854_775_807n);
});

test("chargeBudgets() adds up keys that are stored alike", async () => {
  await using fixture = await budgetFixture();
  const charges = ["a\0", "a\ufffd", "a\ud800"].map((counterKey) => hourCharge(5, { counterKey }));
  assert.equal((await fixture.record([chargedSample(fixture.tenantId, charges)])).inserted, 1);
  const rows = await fixture.db.budgetSpend.findMany();
  assert.deepEqual(rows.map(({ counterKey, nanoUsd }) => [counterKey, nanoUsd]), [["a\ufffd", 15n]]);
});

test("chargeBudgets() leaves a settlement for records of another epoch than the ledger's", async () => {
  await using fixture = await budgetFixture();
  const { tenantId, db } = fixture;
  const old = await fixture.rebuild();
  const epoch = await fixture.rebuild();
  const own = chargedSample(tenantId, [hourCharge(1)], epoch);
  const others = [old, null, undefined].map((other) => chargedSample(tenantId, [hourCharge(1)], other));
  let told = 0;
  const hooks = [chargeBudgets({ clock: fixture.clock, onSettlements: () => void told++ })];
  await commitRecords({ ...fixture.commit, hooks }, [own]);
  assert.equal(told, 0);
  await commitRecords({ ...fixture.commit, hooks }, others);
  assert.equal(told, 1);
  const rows = await db.ledgerSettlement.findMany({ orderBy: { recordId: "asc" } });
  assert.deepEqual(rows.map((row) => row.recordId), others.map(({ id }) => id).sort());
  assert.deepEqual(rows[0]!.charges, [hourCharge(1)]);
  assert.ok(rows.every((row) => row.epoch === epoch && row.tenantId === tenantId));
  // A rebuild begins with them.
  await fixture.rebuild();
  assert.equal(await db.ledgerSettlement.count(), 0);
  assert.equal(await fixture.used(), 4);
});

test("chargeBudgets() leaves a settlement for a tenant that never had a ledger, which a rebuild takes over", async () => {
  await using fixture = await budgetFixture();
  const unknown = uuidv7(1);
  await fixture.record([chargedSample(unknown, [hourCharge(3)])]);
  assert.equal(await fixture.db.ledgerSettlement.count(), 1);
  const [content] = await beginEpochs(fixture.dependencies, [unknown]);
  assert.deepEqual(content!.spends, [hourCharge(3)]);
  assert.equal(await fixture.db.ledgerSettlement.count(), 0);
});

test("beginEpochs() waits for records that are being inserted, and has them", async () => {
  await using fixture = await budgetFixture();
  const { tenantId } = fixture;
  await fixture.rebuild();
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const hold = () => {
    reached.resolve();
    return held.promise;
  };
  const hooks = [...fixture.commit.hooks, hold];
  const committing = commitRecords({ ...fixture.commit, hooks }, [chargedSample(tenantId, [hourCharge(9)])]);
  await reached.promise;
  let began = false;
  const beginning = beginEpochs(fixture.dependencies, [tenantId]).finally(() => began = true);
  await waitsForLock(fixture);
  assert.equal(began, false);
  held.resolve();
  await committing;
  const [content] = await beginning;
  assert.deepEqual(content!.spends, [hourCharge(9)]);
});

test("beginEpochs() has its turn among recorders that always have something to insert", async () => {
  await using fixture = await budgetFixture();
  const { tenantId } = fixture;
  let ended = 0;
  const recorder = async () => {
    for (let n = 0; n < 60; n++) await fixture.record([chargedSample(tenantId, [hourCharge(1)])]);
    ended++;
  };
  const recording = Promise.all([recorder(), recorder(), recorder()]);
  for (let n = 0; n < 3; n++) await beginEpochs(fixture.dependencies, [tenantId]);
  assert.equal(ended, 0);
  await recording;
  assert.equal(await fixture.spent(), 180);
});

test("chargeBudgets() and beginEpochs() do not wait for each other in a circle, and lose nothing", async () => {
  await using fixture = await budgetFixture();
  const tenants = Array.from({ length: 20 }, (_, n) => uuidv7(n + 1));
  const recorder = async (order: readonly string[]) => {
    for (let n = 0; n < 10; n++) {
      await fixture.record(order.map((tenantId) => chargedSample(tenantId, [hourCharge(1)])));
    }
  };
  const keeper = async () => {
    for (let n = 0; n < 10; n++) await beginEpochs(fixture.dependencies, tenants.toSorted(() => n % 2 - 0.5));
  };
  await Promise.all([recorder(tenants), recorder(tenants.toReversed()), keeper(), keeper()]);
  assert.equal(await fixture.spent(), 20 * 10 * 2);
  const [content] = await beginEpochs(fixture.dependencies, [tenants[7]!]);
  assert.equal(content!.spends[0]!.nanoUsd, 20);
});

async function waitsForLock({ db }: Awaited<ReturnType<typeof budgetFixture>>): Promise<void> {
  for (;;) {
    const [row] = await db.$queryRaw<{ waiting: bigint }[]>`
      SELECT count(*) AS "waiting" FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (row!.waiting > 0n) return;
  }
}
