import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { ReservationLedger } from "../../shared/transport/reservation_ledger.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { beginEpochs, readTenantLedgers } from "./ledger_epochs.ts";
import { takeSettlements, UNCERTAIN_MS_MAX } from "./ledger_settlements.ts";
import { settleDue, startSettlementWorker } from "./settlement_worker.ts";
import { type BudgetFixture, budgetFixture, chargedSample, hourCharge } from "./testing/budget_fixture.ts";

/** Records that the ledger has not heard of, each charged 10. */
async function recordUnsettled({ record, tenantId }: BudgetFixture, count: number): Promise<void> {
  await record(Array.from({ length: count }, () => chargedSample(tenantId, [hourCharge(10)])));
}

/** A ledger whose settlements arrive, and whose answer does not. */
function ledgerWithoutAnswer(ledger: ReservationLedger): ReservationLedger {
  return new Proxy(ledger, {
    get: (target, name) =>
      name === "settle"
        ? async (...args: Parameters<ReservationLedger["settle"]>) => {
          await target.settle(...args);
          throw new Error("no answer");
        }
        : Reflect.get(target, name).bind(target),
  });
}

test("settleDue() brings what the recorder left into the ledger, once", async () => {
  await using fixture = await budgetFixture();
  await fixture.rebuild();
  await recordUnsettled(fixture, 250);
  assert.equal(await settleDue(fixture.dependencies), 250);
  assert.equal(await fixture.used(), 2_500);
  assert.equal(await fixture.db.ledgerSettlement.count(), 0);
  assert.equal(await settleDue(fixture.dependencies), 0);
});

test("settleDue() puts the actual charge in place of a reservation that was renewed after the loss", async () => {
  await using fixture = await budgetFixture();
  const { ledger, tenantId } = fixture;
  const lost = await fixture.rebuild();
  await fixture.rebuild();
  const record = chargedSample(tenantId, [hourCharge(10)], lost);
  const { counterKey, period, periodStart, periodEnd } = hourCharge(0);
  const claim = { type: "spend", counterKey, period, periodStart, periodEnd, max: 1e9, enforced: true } as const;
  await ledger.renew(tenantId, [{ id: record.id, owner: "gw-1", claims: [{ ...claim, amount: 70 }] }], 60_000);
  assert.equal(await fixture.used(), 70);
  await fixture.record([record]);
  await settleDue(fixture.dependencies);
  assert.equal(await fixture.used(), 10);
});

test("settleDue() tries again what may not have arrived, and the ledger counts it once", async () => {
  await using fixture = await budgetFixture();
  const clock = new ManualClock(Date.now());
  await fixture.rebuild();
  await recordUnsettled(fixture, 3);
  const dependencies = { ...fixture.dependencies, clock };
  await clock.advance(1_000);
  const silent = { ...dependencies, ledger: ledgerWithoutAnswer(fixture.ledger) };
  await assert.rejects(settleDue(silent), /no answer/);
  assert.equal(await fixture.db.ledgerSettlement.count(), 3);
  assert.equal(await settleDue(dependencies), 0, "not due yet");
  await clock.advance(500);
  await assert.rejects(settleDue(silent), /no answer/);
  await clock.advance(999);
  assert.equal(await settleDue(dependencies), 0, "the pause has doubled");
  await clock.advance(1);
  assert.equal(await settleDue(dependencies), 3);
  assert.equal(await fixture.used(), 30);
  assert.equal(await fixture.db.ledgerSettlement.count(), 0);
});

test("settleDue() leaves alone what is uncertain for longer than the ledger remembers: a rebuild tells", async () => {
  await using fixture = await budgetFixture();
  const { db } = fixture;
  const clock = new ManualClock(Date.now());
  const dependencies = { ...fixture.dependencies, clock };
  const uncertain = async () =>
    (await readTenantLedgers(db, { afterTenantId: null, rowsMax: 10, nowMs: clock.now() }))[0]!.uncertain;
  await fixture.rebuild();
  await recordUnsettled(fixture, 2);
  await clock.advance(1_000);
  await assert.rejects(settleDue({ ...dependencies, ledger: ledgerWithoutAnswer(fixture.ledger) }), /no answer/);
  await clock.advance(UNCERTAIN_MS_MAX - 1);
  assert.equal(await uncertain(), false);
  await clock.advance(1);
  assert.equal(await uncertain(), true);
  assert.equal(await settleDue(dependencies), 0);
  await fixture.rebuild();
  assert.equal(await fixture.used(), 20);
  assert.equal(await uncertain(), false);
});

test("settleDue() settles nothing in a ledger of another epoch, or in none", async () => {
  await using fixture = await budgetFixture();
  await fixture.rebuild();
  // The database is ahead: a rebuild is under way, and a record comes before it has reached the ledger.
  const [content] = await beginEpochs(fixture.dependencies, [fixture.tenantId]);
  await recordUnsettled(fixture, 1);
  assert.equal(await settleDue(fixture.dependencies), 1);
  assert.equal(await fixture.used(), 0);
  fixture.ledger.forget();
  await fixture.db.ledgerSettlement.updateMany({ data: { nextAttemptAt: new Date(0) } });
  assert.equal(await settleDue(fixture.dependencies), 1);
  await fixture.ledger.rebuild(fixture.tenantId, content!.epoch, content!.spends);
  await fixture.db.ledgerSettlement.updateMany({ data: { nextAttemptAt: new Date(0) } });
  assert.equal(await settleDue(fixture.dependencies), 1);
  assert.equal(await fixture.used(), 10);
});

test("takeSettlements() gives each row to one of several workers", async () => {
  await using fixture = await budgetFixture();
  await recordUnsettled(fixture, 100);
  const options = { nowMs: Date.now() + 1_000, rowsMax: 30 };
  const taken = await Promise.all(Array.from({ length: 5 }, () => takeSettlements(fixture.db, options)));
  assert.equal(new Set(taken.flat().map(({ recordId }) => recordId)).size, taken.flat().length);
});

test("startSettlementWorker() settles when it is rung, and goes on after the ledger was away", async () => {
  await using fixture = await budgetFixture();
  await fixture.rebuild();
  let away = true;
  const ledger = new Proxy(fixture.ledger as ReservationLedger, {
    get: (target, name) =>
      name === "settle" && away ? () => Promise.reject(new Error("away")) : Reflect.get(target, name).bind(target),
  });
  const clock = new ManualClock(Date.now());
  const worker = startSettlementWorker({ ...fixture.dependencies, ledger, clock });
  await clock.untilPending();
  await recordUnsettled(fixture, 1);
  await clock.advance(1_000);
  await eventually(() => fixture.logger.names("warn").includes("ledger_settlements_waiting"));
  away = false;
  await eventually(async () => {
    await clock.advance(500);
    return await fixture.used() === 10;
  });
  await recordUnsettled(fixture, 1);
  clock.setNow(Date.now() + 5_000);
  worker.ring();
  await eventually(async () => await fixture.used() === 20);
  await worker.stop();
});
