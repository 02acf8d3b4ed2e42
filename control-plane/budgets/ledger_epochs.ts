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
  return await db.$transaction((transaction) => beginEpochsWithin(transaction, tenantIds, clock), {
    maxWait: 10_000,
    timeout: 60_000,
  });
}

const NIL = "00000000-0000-0000-0000-000000000000";

/** The same in a transaction that does more. */
export async function beginEpochsWithin(
  transaction: Transaction,
  tenantIds: readonly string[],
  clock: Clock,
): Promise<LedgerContent[]> {
  const nowMs = clock.now();
  const epoch = uuidv7(nowMs);
  await lockEpochs(transaction, tenantIds, clock);
  await transaction.$executeRaw`
    UPDATE "LedgerEpoch" SET "epoch" = ${epoch}, "rebuiltAt" = ${new Date(nowMs)}::timestamptz
    WHERE "tenantId" = ANY (${tenantIds}::uuid[])`;
  // Only now: each statement sees what was committed before it.
  const spends = await readSpendsUnderWay(transaction, tenantIds, nowMs);
  await transaction.$executeRaw`DELETE FROM "LedgerSettlement" WHERE "tenantId" = ANY (${tenantIds}::uuid[])`;
  return tenantIds.map((tenantId) => ({ tenantId, epoch, spends: spends.get(tenantId) ?? [] }));
}

/** Waits for the recorders that hold the tenants' epochs for share, and keeps others waiting until the transaction ends. */
export async function lockEpochs(
  transaction: Transaction,
  tenantIds: readonly string[],
  clock: Clock,
): Promise<void> {
  // First those that are missing, then all: recorders do the same, and so nobody waits in a circle.
  await addMissingEpochs(transaction, tenantIds, clock);
  await transaction.$queryRaw`
    SELECT FROM "LedgerEpoch" WHERE "tenantId" = ANY (${tenantIds}::uuid[]) ORDER BY "tenantId" FOR UPDATE`;
}

/** The epochs of tenants, which stay until the transaction ends. */
export async function holdEpochs(
  transaction: Transaction,
  tenantIds: readonly string[],
  clock: Clock,
): Promise<Map<string, string>> {
  // A tenant without a row could not be held.
  await addMissingEpochs(transaction, tenantIds, clock);
  const rows = await transaction.$queryRaw<{ tenantId: string; epoch: string }[]>`
    SELECT "tenantId", "epoch" FROM "LedgerEpoch" WHERE "tenantId" = ANY (${tenantIds}::uuid[])
    ORDER BY "tenantId" FOR SHARE`;
  return new Map(rows.map(({ tenantId, epoch }) => [tenantId, epoch]));
}

/** Makes epochs that no ledger has, so that the keeper soon puts others in their place. */
async function addMissingEpochs(transaction: Transaction, tenantIds: readonly string[], clock: Clock): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO "LedgerEpoch" ("tenantId", "epoch", "rebuiltAt")
    SELECT "tenantId", ${uuidv7(clock.now())}, ${new Date(0)}::timestamptz
    FROM unnest(${tenantIds}::uuid[]) AS "tenantId" ORDER BY "tenantId"
    ON CONFLICT DO NOTHING`;
}
