import assert from "node:assert/strict";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";
import { checkBudgets } from "./check_budgets.ts";
import { namelessCounterKey } from "./nameless_counter_key.ts";
import { budgetFixture, hourCharge } from "./testing/budget_fixture.ts";

const POLICY = "018f0000-0000-7000-8000-000000000001";
const DAY_MS = 86_400_000;

/** What no record explains: a dollar of an end user's. */
function unexplained(tenantId: string, { periodStart, periodEnd }: { periodStart: number; periodEnd: number }) {
  const times = { periodStart: new Date(periodStart), periodEnd: new Date(periodEnd) };
  return { tenantId, counterKey: `${POLICY}:spend_hour:end_user:lovelace`, period: "hour", ...times, nanoUsd: 1n };
}

test("namelessCounterKey() leaves out end users alone", () => {
  for (const rest of ["tenant", "project:p1", "model:large", "api_key:k1", "end_user:"]) {
    assert.equal(namelessCounterKey(`${POLICY}:spend_day:${rest}`), `${POLICY}:spend_day:${rest}`);
  }
  assert.equal(namelessCounterKey("no key"), "no key");
  assert.equal(namelessCounterKey(`${POLICY}:spend_day:end_user:ada%40b`), `${POLICY}:spend_day:end_user:`);
});

test("repairBudgets puts no end user's name on the audit trail", async () => {
  await using plane = await startTestControlPlane();
  const { tenantId } = plane.controlPlane.seeded!;
  await plane.db.budgetSpend.create({ data: unexplained(tenantId, hourCharge(0)) });
  const day = new Date(hourCharge(0).periodStart).toISOString().slice(0, 10);
  const input = { tenantId: encodeGlobalId("Tenant", tenantId), day };
  assert.equal((await plane.owner.mutate("repairBudgets", input, "corrected")).corrected, 1);
  const audit = await plane.db.auditEvent.findFirstOrThrow({ where: { action: "budget.repair" } });
  assert.ok(!JSON.stringify(audit).includes("lovelace"));
});

test("checkBudgets() logs no end user's name", async () => {
  await using fixture = await budgetFixture();
  const { db, tenantId, logger } = fixture;
  const { periodStart } = hourCharge(0);
  const month = { periodStart: periodStart - 2 * DAY_MS, periodEnd: periodStart + 20 * DAY_MS };
  await db.budgetSpend.create({ data: unexplained(tenantId, month) });
  const clock = new ManualClock(Date.now());
  const checking = checkBudgets({ ...fixture.dependencies, clock }, new AbortController().signal);
  await clock.untilPending();
  await clock.advance(60_000);
  assert.equal(await checking, 1);
  assert.deepEqual(logger.names("error"), ["budget_differences"]);
  assert.ok(!JSON.stringify(logger.events).includes("lovelace"));
});
