import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";
import { settledClaims } from "./charged_record.ts";
import { chargedSample, hourCharge, usedOf } from "./testing/budget_fixture.ts";
import { written } from "../../shared/transport/contract/written.ts";

test("startControlPlane() has a ledger for the seeded tenant when it is up, and for a new one when it is made", async () => {
  await using plane = await startTestControlPlane();
  const { reservationLedger } = plane.transport;
  assert.notDeepEqual(await reservationLedger.epochs([plane.controlPlane.seeded!.tenantId]), [null]);
  await plane.owner.mutate("createTenant", { name: "Second" });
  const { id } = await plane.db.tenant.findFirstOrThrow({ where: { name: "Second" } });
  assert.notDeepEqual(await reservationLedger.epochs([id]), [null]);
});

test("startControlPlane() records what budgets were charged, and tells the ledger of what it has not heard", async () => {
  await using plane = await startTestControlPlane();
  const { reservationLedger, recordStream } = plane.transport;
  const { tenantId } = plane.controlPlane.seeded!;
  const append = async () => await recordStream.writer.append(written([chargedSample(tenantId, [hourCharge(30)])]));
  await eventually(async () => (await append()).state === "appended");
  await eventually(async () => await usedOf(reservationLedger, tenantId, settledClaims([hourCharge(0)])) === 30);
  assert.equal((await plane.db.budgetSpend.findFirstOrThrow()).nanoUsd, 30n);
  await eventually(async () => await plane.db.ledgerSettlement.count() === 0);
  await eventually(async () => {
    const { checks } = await (await fetch(`${plane.url}/readyz`)).json();
    return checks.ledgers.ready && checks.ledgers.details?.differences === 0;
  });
});
