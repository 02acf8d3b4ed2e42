import assert from "node:assert/strict";
import type { PolicyScope } from "../../shared/contracts/policy.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { counterKeyPrefix, encodeSubject } from "../../shared/policy/counter_key.ts";
import { systemClock as clock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { warnOfBudgets } from "../budget-warnings/warn_of_budgets.ts";
import { chargeBudgets } from "../budgets/charge_budgets.ts";
import { budgetFixture, chargedSample, hourCharge } from "../budgets/testing/budget_fixture.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { endUserHash } from "./end_user_hash.ts";
import { eraseStep } from "./erase_step.ts";

const DOLLAR = 1_000_000_000;
const HOUR_MS = 3_600_000;
/** One whose name is not the same in keys, in JSON and as it is. No id or digest spells `lovelace` by chance. */
const ADA = 'ada-lovelace "A" %_\\@example.com';

test("eraseStep() takes the end user out of budgets, warnings and events, and leaves every amount", async () => {
  await using world = await countersWorld();
  const { db, tenantId, policyId } = world;
  await world.spend(policyId, ADA);
  await world.spend(policyId, ADA, { periodStart: 0, periodEnd: HOUR_MS });
  await world.spend(policyId, "bob");
  const epoch = await world.rebuild();
  const before = await world.spent();
  const id = await world.erase(ADA);
  const traces = JSON.stringify([
    await db.budgetSpend.findMany(),
    await db.budgetWarning.findMany(),
    await db.webhookEvent.findMany(),
    await db.ledgerSettlement.findMany(),
  ], (_, value) => typeof value === "bigint" ? String(value) : value);
  assert.ok(!traces.includes("lovelace"), traces);
  assert.ok(traces.includes("bob"));
  assert.equal(await world.spent(), before);
  const pseudonym = `${counterKeyPrefix(policyId, "spend_hour", "end_user")}~${endUserHash(id, ADA).slice(0, 32)}`;
  assert.equal(await db.budgetSpend.count({ where: { counterKey: pseudonym, nanoUsd: DOLLAR } }), 2);
  const warnings = await db.budgetWarning.findMany({ where: { counterKey: pseudonym } });
  assert.deepEqual(warnings.map(({ subject, sharePercent }) => [subject, sharePercent]), [[null, 50], [null, 100]]);
  const events = (await db.webhookEvent.findMany({ orderBy: { id: "asc" } })).map(({ payload }) => JSON.parse(payload));
  assert.deepEqual(events.map(({ data }) => [data.subject, data.spentUsd]), [
    [null, "1.00"],
    [null, "1.00"],
    ["bob", "1.00"],
    ["bob", "1.00"],
  ]);
  // The ledger is to forget the name as well.
  const held = await db.ledgerEpoch.findUniqueOrThrow({ where: { tenantId } });
  assert.notEqual(held.epoch, epoch);
});

test("eraseStep() joins what came late with what was there, and the recorder names nobody later", async () => {
  await using world = await countersWorld();
  const { db, policyId } = world;
  const requestedAt = clock.now() + 60_000;
  await world.spend(policyId, ADA);
  const id = await world.ask(ADA, { requestedAt });
  await world.spend(policyId, ADA, {}, ADA);
  await world.eraseAll();
  await world.spend(policyId, ADA, {}, ADA);
  const [row, ...others] = await db.budgetSpend.findMany();
  assert.deepEqual([row!.nanoUsd, others], [BigInt(3 * DOLLAR), []]);
  assert.ok(row!.counterKey.endsWith(`~${endUserHash(id, ADA).slice(0, 32)}`));
  assert.equal(await db.budgetWarning.count({ where: { subject: { not: null } } }), 0);
  // Both shares, each told once.
  assert.equal(await db.budgetWarning.count(), 2);
});

test("eraseStep() of a project leaves the end user's counters of the tenant", async () => {
  await using world = await countersWorld();
  const { db, tenantId, policyId } = world;
  const { id: projectId } = await db.project.create({ data: { tenantId, name: "p" } });
  const own = await world.policy({ type: "end_user", projectId });
  await world.spend(policyId, ADA);
  await world.spend(own, ADA);
  await world.erase(ADA, { projectId });
  const named = await db.budgetSpend.findMany({ where: { counterKey: { endsWith: encodeSubject(ADA) } } });
  assert.deepEqual(named.map(({ counterKey }) => counterKey.slice(0, 36)), [policyId]);
  const subjects = (await db.webhookEvent.findMany()).map(({ payload }) => JSON.parse(payload).data)
    .map(({ policy, subject }) => `${policy.id === own} ${subject}`);
  assert.deepEqual(new Set(subjects), new Set(["true null", `false ${ADA}`]));
});

/** A budget of a dollar an hour for each end user, told to one webhook at a half and at the whole. */
async function countersWorld() {
  const fixture = await budgetFixture();
  const { db, tenantId } = fixture;
  const sealed = { ciphertext: new Uint8Array(1), wrappedKey: new Uint8Array(1), masterKeyId: "k1" };
  const events = ["budget.threshold_reached"];
  await db.webhookEndpoint.create({ data: { tenantId, url: "http://receiver.test/", events, ...sealed } });
  const hooks = [chargeBudgets({ clock, onSettlements: () => {} }), warnOfBudgets({ clock })];
  const policies: object[] = [];
  const world = {
    ...fixture,
    policyId: "",
    async policy(scope: PolicyScope): Promise<string> {
      const id = uuidv7(clock.now());
      const limits = [{ type: "spend", period: "hour", maxNanoUsd: DOLLAR }];
      const own = { name: id, action: "block", onLimiterLoss: "open", scope, limits } as const;
      await db.policy.create({ data: { id, tenantId, warnAtPercent: [50, 100], ...own } });
      policies.push({ id, ...own });
      const number = policies.length;
      await db.revision.create({ data: { tenantId, number, hash: "0".repeat(64), document: { policies } } });
      return id;
    },
    /** A dollar, charged to this end user's counter by a record that may name the end user. */
    async spend(policyId: string, user: string, period: object = {}, endUser: string | null = null): Promise<void> {
      const counterKey = counterKeyPrefix(policyId, "spend_hour", "end_user") + encodeSubject(user);
      const record = chargedSample(tenantId, [hourCharge(DOLLAR, { counterKey, ...period })]);
      await commitRecords({ ...fixture.commit, hooks }, [{ ...record, endUser }]);
    },
    async ask(endUser: string, { projectId = null, requestedAt = clock.now() }: {
      projectId?: string | null;
      requestedAt?: number;
    } = {}): Promise<string> {
      const id = uuidv7(clock.now());
      const data = { id, tenantId, projectId, endUser, endUserHash: endUserHash(id, endUser) };
      await db.endUserErasure.create({ data: { ...data, requestedAt: new Date(requestedAt) } });
      return id;
    },
    async eraseAll(): Promise<void> {
      for (let steps = 0; (await eraseStep({ db, clock })).done !== "nothing"; steps++) assert.ok(steps < 20);
    },
    async erase(endUser: string, options: { projectId?: string } = {}): Promise<string> {
      const id = await world.ask(endUser, options);
      await world.eraseAll();
      return id;
    },
  };
  world.policyId = await world.policy({ type: "end_user" });
  return world;
}
