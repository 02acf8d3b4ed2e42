import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { SettledSpend } from "../../shared/transport/reservation_ledger.ts";
import type { Database, Transaction } from "../database.ts";
import { readSpendsUnderWay } from "./budget_spends.ts";
import { uncertainSince } from "./ledger_settlements.ts";

/** A tenant's ledger as the database wants it. */
export interface TenantLedger {
  tenantId: string;
  /** Null: it never had one. */
  epoch: string | null;
  /** Whether a settlement is uncertain for so long that only a rebuild can tell. */
  uncertain: boolean;
}

/** What a tenant's ledger is to be filled with. */
export interface LedgerContent {
  tenantId: string;
  epoch: string;
  spends: SettledSpend[];
}

/** The tenants after `afterTenantId` (null: from the first), in the order of their ids, at most `rowsMax`. */
export async function readTenantLedgers(
  db: Database,
  { afterTenantId, rowsMax, nowMs }: { afterTenantId: string | null; rowsMax: number; nowMs: number },
): Promise<TenantLedger[]> {
  return await db.$queryRaw<TenantLedger[]>`
    SELECT tenant."id" AS "tenantId", held."epoch", EXISTS (
      SELECT FROM "LedgerSettlement" AS owed
      WHERE owed."tenantId" = tenant."id" AND owed."firstAttemptAt" <= ${uncertainSince(nowMs)}
    ) AS "uncertain"
    FROM "Tenant" AS tenant LEFT JOIN "LedgerEpoch" AS held ON held."tenantId" = tenant."id"
    WHERE tenant."id" > ${afterTenantId ?? NIL}::uuid ORDER BY tenant."id" LIMIT ${rowsMax}`;
}

/**
 * Begins a new epoch for tenants, and says what their ledgers are to be filled with under it. From the commit on the recorder
 * settles what comes under an older epoch; what came before is in the content.
 */
export async function beginEpochs(
  { db, clock }: { db: Database; clock: Clock },
  tenantIds: readonly string[],
): Promise<LedgerContent[]> {
  return await db.$transaction((transaction) => begin(transaction, tenantIds, clock), {
    maxWait: 10_000,
    timeout: 60_000,
  });
}

const NIL = "00000000-0000-0000-0000-000000000000";

async function begin(
  transaction: Transaction,
  tenantIds: readonly string[],
  clock: Clock,
): Promise<LedgerContent[]> {
  const nowMs = clock.now();
  const epoch = uuidv7(nowMs);
  const rebuiltAt = new Date(nowMs);
  // First those that are missing, then all: recorders do the same, and so nobody waits in a circle.
  await transaction.$executeRaw`
    INSERT INTO "LedgerEpoch" ("tenantId", "epoch", "rebuiltAt")
    SELECT "tenantId", ${epoch}, ${rebuiltAt}::timestamptz
    FROM unnest(${tenantIds}::uuid[]) AS "tenantId" ORDER BY "tenantId"
    ON CONFLICT DO NOTHING`;
  // Waits for the recorders that hold the tenants' epochs for share, and keeps others waiting until the commit.
  await transaction.$queryRaw`
    SELECT FROM "LedgerEpoch" WHERE "tenantId" = ANY (${tenantIds}::uuid[]) ORDER BY "tenantId" FOR UPDATE`;
  await transaction.$executeRaw`
    UPDATE "LedgerEpoch" SET "epoch" = ${epoch}, "rebuiltAt" = ${rebuiltAt}::timestamptz
    WHERE "tenantId" = ANY (${tenantIds}::uuid[])`;
  // Only now: each statement sees what was committed before it.
  const spends = await readSpendsUnderWay(transaction, tenantIds, nowMs);
  await transaction.$executeRaw`DELETE FROM "LedgerSettlement" WHERE "tenantId" = ANY (${tenantIds}::uuid[])`;
  return tenantIds.map((tenantId) => ({ tenantId, epoch, spends: spends.get(tenantId) ?? [] }));
}
