import assert from "node:assert/strict";
import type { Prisma } from "../../prisma/generated/client/client.ts";
import type { Limit, PolicyScope } from "../../shared/contracts/policy.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { counterKeyPrefix, encodeSubject } from "../../shared/policy/counter_key.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import type { BudgetCharge } from "../budgets/charged_record.ts";
import { chargeBudgets } from "../budgets/charge_budgets.ts";
import { budgetFixture, chargedSample, hourCharge } from "../budgets/testing/budget_fixture.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { pruneWarnings, WARNINGS_KEPT_MS } from "./prune_warnings.ts";
import { warnOfBudgets } from "./warn_of_budgets.ts";

const CENT = 10_000_000;
const DOLLAR = 100 * CENT;

test("warnOfBudgets() tells each share once, with what was spent, in the transaction of the records", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR, name: "the team's hour" });
  await world.webhook();
  await world.spend(policyId, 49 * CENT);
  assert.deepEqual(await world.told(), []);
  const again = chargedSample(world.tenantId, [world.charge(policyId, CENT)]);
  await world.record([again]);
  await world.record([again]);
  await world.spend(policyId, 29 * CENT);
  assert.deepEqual(await world.told(), [[50, "0.50"]]);
  await world.spend(policyId, CENT);
  await world.spend(policyId, 10 * CENT);
  await world.spend(policyId, 50 * CENT);
  await world.spend(policyId, 50 * CENT);
  assert.deepEqual(await world.told(), [[50, "0.50"], [80, "0.80"], [100, "1.40"]]);
  const { periodStart, periodEnd } = hourCharge(0);
  const [warning] = await world.db.budgetWarning.findMany({ orderBy: { id: "asc" } });
  assert.deepEqual(world.events[0], {
    type: "budget.threshold_reached",
    data: {
      warningId: warning!.id,
      tenantId: world.tenantId,
      policy: { id: policyId, name: "the team's hour" },
      apiKey: null,
      scope: "tenant",
      subject: null,
      action: "block",
      period: "hour",
      periodStart: new Date(periodStart).toISOString(),
      periodEnd: new Date(periodEnd).toISOString(),
      sharePercent: 50,
      spentUsd: "0.50",
      limitUsd: "1.00",
      spentNanoUsd: "500000000",
      limitNanoUsd: "1000000000",
    },
  });
});

test("warnOfBudgets() tells every share that one step crosses, and begins anew with the next period", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR });
  await world.webhook();
  await world.spend(policyId, 3 * DOLLAR);
  assert.deepEqual(await world.told(), [[50, "3.00"], [80, "3.00"], [100, "3.00"]]);
  const { periodEnd } = hourCharge(0);
  await world.spend(policyId, 60 * CENT, { periodStart: periodEnd, periodEnd: periodEnd + 3_600_000 });
  assert.deepEqual((await world.told()).slice(3), [[50, "0.60"]]);
});

test("warnOfBudgets() counts each subject by itself, and tells whose it is", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR, scope: { type: "end_user" }, warnAtPercent: [90] });
  await world.webhook();
  const keyOf = (user: string) => counterKeyPrefix(policyId, "spend_hour", "end_user") + encodeSubject(user);
  const long = "x".repeat(300);
  const spends: [string, number][] = [["ada@example.com", 95], ["bob\0 ä", 89], [long, 90], ["bob\0 ä", 1]];
  for (const [user, cents] of spends) await world.spend(policyId, cents * CENT, { counterKey: keyOf(user) });
  const warnings = await world.db.budgetWarning.findMany({ orderBy: { id: "asc" } });
  assert.deepEqual(warnings.map(({ scope, subject }) => [scope, subject]), [
    ["end_user", "ada@example.com"],
    ["end_user", null],
    ["end_user", "bob\ufffd ä"],
  ]);
});

test("warnOfBudgets() tells a share anew under a raised limit only when it is crossed anew, and at once under a lowered one", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR });
  await world.webhook();
  await world.spend(policyId, 85 * CENT);
  // 85 of 150 cents is beyond a half already.
  await world.publish(policyId, { maxNanoUsd: 150 * CENT });
  await world.spend(policyId, CENT);
  assert.equal((await world.told()).length, 2);
  await world.spend(policyId, 34 * CENT);
  await world.spend(policyId, 30 * CENT);
  assert.deepEqual((await world.told()).slice(2), [[80, "1.20"], [100, "1.50"]]);
  await world.publish(policyId, { maxNanoUsd: 4 * DOLLAR });
  await world.spend(policyId, 50 * CENT);
  assert.deepEqual((await world.told()).slice(4), [[50, "2.00"]]);
  // Raised in advance and lowered: what was never told is told with the next record.
  const other = await world.policy({ maxNanoUsd: 100 * DOLLAR });
  await world.spend(other, 10 * DOLLAR);
  await world.publish(other, { maxNanoUsd: 12 * DOLLAR });
  await world.spend(other, CENT);
  assert.deepEqual((await world.told()).slice(5), [[50, "10.01"], [80, "10.01"]]);
});

test("warnOfBudgets() goes by what is published, the shares of the draft, and nothing of policies that are gone", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR, warnAtPercent: [10] });
  await world.webhook();
  await world.db.policy.update({ where: { id: policyId }, data: { limits: [spendLimit(CENT)], warnAtPercent: [30] } });
  await world.spend(policyId, 20 * CENT);
  assert.deepEqual(await world.told(), []);
  await world.spend(policyId, 10 * CENT);
  assert.deepEqual(await world.told(), [[30, "0.30"]]);
  await world.publish(null, { maxNanoUsd: 0 });
  await world.spend(policyId, DOLLAR);
  assert.equal((await world.told()).length, 1);
  const { inserted, refused } = await world.spend("no-policy", DOLLAR, { counterKey: "anything" });
  assert.deepEqual([inserted, refused], [1, 0]);
});

test("warnOfBudgets() warns of keys' own limits at 50, 80 and 100 percent", async () => {
  await using world = await warningWorld();
  const keyId = await world.apiKey({ maxNanoUsd: DOLLAR });
  await world.webhook();
  const counterKey = counterKeyPrefix(keyId, "spend_hour", "api_key") + encodeSubject(keyId);
  for (const cents of [50, 30, 20]) await world.spend(keyId, cents * CENT, { counterKey });
  assert.deepEqual(await world.told(), [[50, "0.50"], [80, "0.80"], [100, "1.00"]]);
  const { data } = world.events[0] as { data: Record<string, unknown> };
  assert.deepEqual([data.policy, data.apiKey, data.scope, data.subject, data.action], [
    null,
    { id: keyId, name: "CI" },
    "api_key",
    keyId,
    "block",
  ]);
});

test("warnOfBudgets() says nothing of a period that is over", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR });
  await world.webhook();
  const { periodStart } = hourCharge(0);
  await world.spend(policyId, DOLLAR, { periodStart: periodStart - 3_600_000, periodEnd: periodStart });
  assert.deepEqual(await world.told(), []);
});

test("warnOfBudgets() of several recorders at once tells each share once", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR });
  await world.webhook();
  await Promise.all(Array.from({ length: 40 }, () => world.spend(policyId, 3 * CENT)));
  assert.deepEqual((await world.told()).map(([share]) => share), [50, 80, 100]);
  assert.equal(await world.spent(), 120 * CENT);
});

test("pruneWarnings() deletes warnings 90 days after the end of their period", async () => {
  await using world = await warningWorld();
  const policyId = await world.policy({ maxNanoUsd: DOLLAR, warnAtPercent: [50] });
  await world.spend(policyId, DOLLAR);
  const clock = new ManualClock(hourCharge(0).periodEnd + WARNINGS_KEPT_MS);
  assert.equal(await pruneWarnings({ db: world.db, clock }), 0);
  await clock.advance(1);
  assert.equal(await pruneWarnings({ db: world.db, clock }), 1);
});

function spendLimit(maxNanoUsd: number): Limit {
  return { type: "spend", period: "hour", maxNanoUsd };
}

async function warningWorld() {
  const fixture = await budgetFixture();
  const { db, tenantId } = fixture;
  const clock = systemClock;
  // The reader of limits is a recorder's own, and so is what it remembers.
  const hooks = [chargeBudgets({ clock, onSettlements: () => {} }), warnOfBudgets({ clock })];
  let revision = 0;
  const events: unknown[] = [];
  const world = {
    ...fixture,
    /** What was told so far. */
    events,
    record: (records: Parameters<typeof commitRecords>[1]) => commitRecords({ ...fixture.commit, hooks }, records),
    charge: (policyId: string, nanoUsd: number, fields: Partial<BudgetCharge> = {}) =>
      hourCharge(nanoUsd, { counterKey: counterKeyPrefix(policyId, "spend_hour", "tenant"), ...fields }),
    spend: (policyId: string, nanoUsd: number, fields: Partial<BudgetCharge> = {}) =>
      world.record([chargedSample(tenantId, [world.charge(policyId, nanoUsd, fields)])]),
    /** Makes a policy and publishes it alone. */
    async policy(given: { maxNanoUsd: number; scope?: PolicyScope; name?: string; warnAtPercent?: number[] }) {
      const { maxNanoUsd, warnAtPercent = [50, 80, 100], scope = { type: "tenant" } } = given;
      const id = uuidv7(clock.now());
      const own = { name: given.name ?? id, action: "block", onLimiterLoss: "open", scope } as const;
      const limits = [spendLimit(maxNanoUsd)];
      await db.policy.create({ data: { id, tenantId, warnAtPercent, limits, ...own } });
      await world.publish(id, { maxNanoUsd });
      return id;
    },
    /** A revision with this policy under this limit, or with none. */
    async publish(id: string | null, { maxNanoUsd }: { maxNanoUsd: number }) {
      const policies: Prisma.InputJsonValue[] = [];
      if (id !== null) {
        const { name, action, onLimiterLoss, scope } = await db.policy.findUniqueOrThrow({ where: { id } });
        const limits = [spendLimit(maxNanoUsd)];
        policies.push({ id, name, action, onLimiterLoss, scope: scope as Prisma.InputJsonValue, limits });
      }
      const document = { policies };
      await db.revision.create({ data: { tenantId, number: ++revision, hash: "0".repeat(64), document } });
    },
    async apiKey({ maxNanoUsd }: { maxNanoUsd: number }) {
      const project = await db.project.create({ data: { tenantId, name: "web" } });
      const key = await db.apiKey.create({
        data: {
          tenantId,
          projectId: project.id,
          name: "CI",
          keyId: "abcdefghijkl",
          sha256: new Uint8Array(32),
          limits: [spendLimit(maxNanoUsd)],
        },
      });
      return key.id;
    },
    webhook: () =>
      db.webhookEndpoint.create({
        data: {
          tenantId,
          url: "http://receiver.test/",
          events: ["budget.threshold_reached"],
          ciphertext: new Uint8Array(1),
          wrappedKey: new Uint8Array(1),
          masterKeyId: "k1",
        },
      }),
    /** Share and dollars of every event that is to be delivered, which are those of the warnings. */
    async told(): Promise<[number, string][]> {
      const rows = await db.webhookEvent.findMany({
        orderBy: { id: "asc" },
        include: { _count: { select: { deliveries: true } } },
      });
      events.splice(0, events.length);
      const told = rows.map(({ payload, _count }): [number, string] => {
        assert.equal(_count.deliveries, 1);
        const { timestamp: _, ...event } = JSON.parse(payload);
        events.push(event);
        return [event.data.sharePercent, event.data.spentUsd];
      });
      const warnings = await db.budgetWarning.findMany({ orderBy: { id: "asc" } });
      assert.deepEqual(warnings.map(({ sharePercent }) => sharePercent), told.map(([share]) => share));
      return told;
    },
  };
  return world;
}
