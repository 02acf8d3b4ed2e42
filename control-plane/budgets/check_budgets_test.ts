import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { ReservationLedger, SettledSpend } from "../../shared/transport/reservation_ledger.ts";
import { test } from "../../testing/test.ts";
import { settledClaims } from "./charged_record.ts";
import { checkBudgets } from "./check_budgets.ts";
import { type BudgetFixture, budgetFixture, chargedSample, hourCharge } from "./testing/budget_fixture.ts";

const DAY_MS = 86_400_000;

/** A charge of a month that yesterday is part of, whatever day it is. */
function monthCharge(nanoUsd: number, counterKey = "a:spend_month:tenant"): SettledSpend {
  const { periodStart } = hourCharge(0);
  const month = {
    period: "month",
    periodStart: periodStart - 2 * DAY_MS,
    periodEnd: periodStart + 20 * DAY_MS,
  } as const;
  return { counterKey, ...month, nanoUsd };
}

async function checked(fixture: BudgetFixture) {
  const { db, ledger, tenantId } = fixture;
  const project = await db.project.create({ data: { tenantId, name: "Chat" } });
  const clock = new ManualClock(Date.now());
  const epoch = await fixture.rebuild();
  const never = new AbortController().signal;
  return {
    clock,
    /** A request that its gateway settles and whose record is committed, unless it is on its way. */
    charge: async (charge: SettledSpend, state: "committed" | "on its way" = "committed") => {
      const record = { ...chargedSample(tenantId, [charge], epoch), projectId: project.id };
      await ledger.settle(tenantId, [{ id: record.id, claims: settledClaims([charge]) }], epoch);
      if (state === "committed") await fixture.record([record]);
      return record;
    },
    /** A whole check; `meanwhile` happens while it waits for what is on its way. */
    check: async (meanwhile: () => Promise<unknown> = () => Promise.resolve()) => {
      const checking = checkBudgets({ ...fixture.dependencies, ledger: ledger as ReservationLedger, clock }, never);
      let done = false;
      void checking.finally(() => done = true);
      await Promise.race([clock.untilPending(), checking]);
      if (!done) await meanwhile();
      await clock.advance(60_000);
      return await checking;
    },
  };
}

test("checkBudgets() finds nothing where all agree, once a day among all processes", async () => {
  await using fixture = await budgetFixture();
  const { charge, check, clock } = await checked(fixture);
  await charge(monthCharge(10));
  assert.equal(await check(), 0);
  assert.equal(await check(), null);
  clock.setNow(clock.now() + DAY_MS);
  assert.equal(await check(), 0);
  assert.deepEqual(fixture.logger.names("error"), []);
});

test("checkBudgets() takes what is on its way for no difference", async () => {
  await using fixture = await budgetFixture();
  const { charge, check } = await checked(fixture);
  const record = await charge(monthCharge(10), "on its way");
  assert.equal(await check(() => fixture.record([record])), 0);
});

test("checkBudgets() tells what cannot be explained, and leaves it as it is", async () => {
  await using fixture = await budgetFixture();
  const { db, ledger, tenantId } = fixture;
  const { charge, check } = await checked(fixture);
  for (const name of ["high", "low", "sum", "right"]) await charge(monthCharge(10, name));
  await ledger.correct(tenantId, monthCharge(15, "high"));
  await ledger.correct(tenantId, monthCharge(5, "low"));
  await db.budgetSpend.updateMany({ where: { counterKey: "sum" }, data: { nanoUsd: 11n } });
  // Traffic goes on meanwhile, and hides nothing.
  assert.equal(await check(() => charge(monthCharge(1, "high"))), 3);
  const [told] = fixture.logger.events.filter(({ event }) => event === "budget_differences");
  const counters = told!.fields.counters as { counterKey: string }[];
  assert.deepEqual([told!.level, told!.fields.tenantId, told!.fields.differences], ["error", tenantId, 3]);
  assert.deepEqual(counters.map(({ counterKey }) => counterKey), ["high", "low", "sum"]);
  assert.equal((await db.budgetCheck.findFirstOrThrow()).differences, 3);
  assert.equal(await fixture.used(monthCharge(0, "low")), 5);
});
