import { Prisma } from "../../prisma/generated/client/client.ts";
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
  await lockEpochs(transaction, tenantIds);
  await transaction.$executeRaw`
    INSERT INTO "LedgerEpoch" ("tenantId", "epoch", "rebuiltAt")
    SELECT "tenantId", ${epoch}, ${new Date(nowMs)}::timestamptz FROM unnest(${tenantIds}::uuid[]) AS "tenantId"
    ON CONFLICT ("tenantId") DO UPDATE SET "epoch" = EXCLUDED."epoch", "rebuiltAt" = EXCLUDED."rebuiltAt"`;
  // Only now: each statement sees what was committed before it.
  const spends = await readSpendsUnderWay(transaction, tenantIds, nowMs);
  await transaction.$executeRaw`DELETE FROM "LedgerSettlement" WHERE "tenantId" = ANY (${tenantIds}::uuid[])`;
  return tenantIds.map((tenantId) => ({ tenantId, epoch, spends: spends.get(tenantId) ?? [] }));
}

/** Waits for the recorders that hold the tenants' epochs, and keeps others waiting until the transaction ends. */
export async function lockEpochs(transaction: Transaction, tenantIds: readonly string[]): Promise<void> {
  await transaction.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtext('perpetuo_epochs'), "shelf")::text FROM ${shelvesSql(tenantIds)} AS shelves`;
}

/** The epochs of tenants, which stay until the transaction ends; of those that never had any there is none. */
export async function holdEpochs(transaction: Transaction, tenantIds: readonly string[]): Promise<Map<string, string>> {
  // Not the rows for share: of several recorders one would always hold them, and a rebuild never have its turn. Whoever waits
  // for these locks comes before those who ask later.
  await transaction.$queryRaw`
    SELECT pg_advisory_xact_lock_shared(hashtext('perpetuo_epochs'), "shelf")::text
    FROM ${shelvesSql(tenantIds)} AS shelves`;
  const rows = await transaction.$queryRaw<{ tenantId: string; epoch: string }[]>`
    SELECT "tenantId", "epoch" FROM "LedgerEpoch" WHERE "tenantId" = ANY (${tenantIds}::uuid[])`;
  return new Map(rows.map(({ tenantId, epoch }) => [tenantId, epoch]));
}

/** Tenants stand on 64 shelves, so that locks are few. In the shelves' order, so that nobody waits in a circle. */
function shelvesSql(tenantIds: readonly string[]): Prisma.Sql {
  return Prisma.sql`(
    SELECT DISTINCT hashtext("tenantId"::text) & 63 AS "shelf" FROM unnest(${tenantIds}::uuid[]) AS "tenantId" ORDER BY 1
  )`;
}
