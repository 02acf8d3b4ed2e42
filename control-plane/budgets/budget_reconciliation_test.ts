import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";
import { settledClaims } from "./charged_record.ts";
import { chargeBudgets } from "./charge_budgets.ts";
import { chargedSample, hourCharge, usedOf } from "./testing/budget_fixture.ts";

const QUERY = `query ($tenantId: ID!, $day: String!, $first: Int, $after: String) {
  budgetReconciliation(tenantId: $tenantId, day: $day, first: $first, after: $after) {
    from until cost { costNanoUsd requests unpricedRequests }
    pageInfo { hasNextPage endCursor }
    edges { node {
      counterKey period periodStart periodEnd recordsNanoUsd recordsComplete spendNanoUsd ledgerNanoUsd reservedNanoUsd differs
    } }
  }
}`;

/** The seeded tenant, whose time zone is UTC, with the ways to charge it and to ask. */
function reconciled(plane: TestControlPlane) {
  const { db, transport, owner } = plane;
  const { tenantId, projectId } = plane.controlPlane.seeded!;
  const day = new Date().toISOString().slice(0, 10);
  const hooks = [chargeBudgets({ clock: systemClock, onSettlements: () => {} })];
  const partitions = new LogPartitions(db);
  const commit = { db, clock: systemClock, logger: new MemoryLogger(), partitions, retentionDays: 30, hooks };
  const ledger = transport.reservationLedger;
  return {
    tenantId,
    day,
    ledger,
    variables: { tenantId: encodeGlobalId("Tenant", tenantId), day },
    /** Records of requests that their gateway has settled. */
    charge: async (charges: RequestRecord["charges"][], fields: Partial<RequestRecord> = {}) => {
      const [epoch] = await ledger.epochs([tenantId]);
      const records = charges.map((each) => ({ ...chargedSample(tenantId, each, epoch), projectId, ...fields }));
      assert.equal((await commitRecords(commit, records)).inserted, records.length);
      for (const { id, charges } of records) {
        await ledger.settle(
          tenantId,
          [{ id, claims: settledClaims(charges as ReturnType<typeof hourCharge>[]) }],
          epoch!,
        );
      }
    },
    ask: async (more: Record<string, unknown> = {}) => {
      const variables = { tenantId: encodeGlobalId("Tenant", tenantId), day, ...more };
      return (await owner.data(QUERY, variables)).budgetReconciliation;
    },
  };
}

test("budgetReconciliation holds what was charged against the records and the ledger", async () => {
  await using plane = await startTestControlPlane();
  const { charge, ask, day } = reconciled(plane);
  await charge([[hourCharge(30)], [hourCharge(12), hourCharge(5, { counterKey: "b:spend_hour:tenant" })]]);
  await charge([[]], { costNanoUsd: null });
  const { from, until, cost, edges } = await ask();
  assert.deepEqual([from, Date.parse(until) - Date.parse(from)], [`${day}T00:00:00.000Z`, 86_400_000]);
  assert.deepEqual(cost, { costNanoUsd: String(2 * 1_894_500), requests: 3, unpricedRequests: 1 });
  const { counterKey, periodStart, periodEnd } = hourCharge(0);
  const same = {
    period: "HOUR",
    periodStart: new Date(periodStart).toISOString(),
    periodEnd: new Date(periodEnd).toISOString(),
    recordsComplete: true,
    reservedNanoUsd: "0",
    differs: false,
  };
  const nodes = edges.map(({ node }: { node: unknown }) => node);
  assert.deepEqual(nodes, [
    { counterKey, ...same, recordsNanoUsd: "42", spendNanoUsd: "42", ledgerNanoUsd: "42" },
    { counterKey: "b:spend_hour:tenant", ...same, recordsNanoUsd: "5", spendNanoUsd: "5", ledgerNanoUsd: "5" },
  ]);
});

test("budgetReconciliation shows every kind of difference, and repairBudgets ends it", async () => {
  await using plane = await startTestControlPlane();
  const { charge, ask, variables, ledger, tenantId } = reconciled(plane);
  const keys = ["a", "b", "c", "d"].map((name) => ({ counterKey: `${name}:spend_hour:tenant` }));
  const [tooHigh, gone, drifted, right] = keys as [typeof keys[0], typeof keys[0], typeof keys[0], typeof keys[0]];
  await charge([keys.map((key) => hourCharge(10, key))]);
  await plane.db.budgetSpend.updateMany({ where: tooHigh, data: { nanoUsd: 11n } });
  await plane.db.budgetSpend.deleteMany({ where: gone });
  await ledger.correct(tenantId, hourCharge(99, drifted));
  const rows = async () =>
    (await ask()).edges.map(({ node }: { node: Record<string, unknown> }) => [
      node.recordsNanoUsd,
      node.spendNanoUsd,
      node.ledgerNanoUsd,
      node.differs,
    ]);
  assert.deepEqual(await rows(), [
    ["10", "11", "10", true],
    ["10", "0", "10", true],
    ["10", "10", "99", true],
    ["10", "10", "10", false],
  ]);
  const repaired = await plane.owner.mutate("repairBudgets", variables, "corrected");
  assert.equal(repaired.corrected, 2);
  assert.deepEqual(await rows(), Array(4).fill(["10", "10", "10", false]));
  assert.equal(await usedOf(ledger, tenantId, settledClaims([hourCharge(0, right)])), 10);
  const audit = await plane.db.auditEvent.findFirstOrThrow({ where: { action: "budget.repair" } });
  const { counters } = audit.after as { counters: { counterKey: string; before: string; after: string }[] };
  assert.deepEqual(counters.map(({ counterKey, before, after }) => [counterKey, before, after]), [
    [tooHigh.counterKey, "11", "10"],
    [gone.counterKey, "0", "10"],
  ]);
});

test("budgetReconciliation does not count records that are not all kept, nor does repairBudgets", async () => {
  await using plane = await startTestControlPlane();
  const { charge, ask, variables, tenantId } = reconciled(plane);
  await charge([[hourCharge(10)]]);
  await plane.db.requestLog.deleteMany({});
  const endUserErasure = { tenantId, endUserHash: "0".repeat(64), requestedAt: new Date(Date.now() + 1_000) };
  assert.equal((await ask()).edges[0].node.differs, true);
  await plane.db.endUserErasure.create({ data: endUserErasure });
  await plane.db.tenant.update({ where: { id: tenantId }, data: { createdAt: new Date(0) } });
  const { node } = (await ask()).edges[0];
  assert.deepEqual([node.recordsComplete, node.recordsNanoUsd, node.differs], [false, "0", false]);
  assert.equal((await plane.owner.mutate("repairBudgets", variables, "corrected")).corrected, 0);
  assert.equal((await plane.db.budgetSpend.findFirstOrThrow()).nanoUsd, 10n);
});

test("budgetReconciliation pages by cursors and takes days of the tenant's calendar alone", async () => {
  await using plane = await startTestControlPlane();
  const { charge, ask, variables, tenantId } = reconciled(plane);
  await charge([Array.from({ length: 5 }, (_, n) => hourCharge(n, { counterKey: `k${n}:spend_hour:tenant` }))]);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const { edges, pageInfo } = await ask({ first: 2, after });
    seen.push(...edges.map(({ node }: { node: { recordsNanoUsd: string } }) => node.recordsNanoUsd));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
  } while (after !== undefined);
  assert.deepEqual(seen, ["0", "1", "2", "3", "4"]);
  await plane.db.tenant.update({ where: { id: tenantId }, data: { timeZone: "Pacific/Auckland" } });
  const { from, edges } = await ask({ day: "2026-09-27" });
  // The clocks went forward that day.
  assert.deepEqual([from, edges], ["2026-09-26T12:00:00.000Z", []]);
  for (const day of ["2026-02-30", "2026-1-1", "today", "2026-01-01T00:00"]) {
    const answer = await plane.owner.send(QUERY, { ...variables, day });
    assert.equal(answer.errors?.[0]?.extensions.code, "VALIDATION", day);
    assert.equal((await plane.owner.mutate("repairBudgets", { ...variables, day })).code, "VALIDATION");
  }
  const wrong = await plane.owner.send(QUERY, { ...variables, after: "nonsense" });
  assert.deepEqual(wrong.errors?.[0]?.extensions.issues?.[0].path, ["after"]);
});
