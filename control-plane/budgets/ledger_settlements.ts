import { z } from "zod";
import { charge } from "../../shared/contracts/request_record.ts";
import { SETTLED_KEPT_MS } from "../../shared/transport/reservation_ledger.ts";
import type { Database, Transaction } from "../database.ts";
import { storableJson } from "../recorder/storable_json.ts";
import type { BudgetCharge, ChargedRecord } from "./charged_record.ts";

/**
 * Settlements that the recorder owes the ledger. A row says that its record is in BudgetSpend but not in the ledger of this
 * epoch; a rebuild deletes the tenant's rows, because it begins with BudgetSpend.
 */
export interface LedgerSettlement {
  recordId: string;
  tenantId: string;
  epoch: string;
  charges: BudgetCharge[];
}

/**
 * How long a settlement may be tried without knowing whether it arrived, milliseconds. The ledger tells a repeated one for
 * `SETTLED_KEPT_MS`; a minute before that the tenant's ledger is rebuilt instead.
 */
export const UNCERTAIN_MS_MAX = SETTLED_KEPT_MS - 60_000;

const RETRY_MS = 500;
const RETRY_MS_MAX = 30_000;

/** Leaves settlements of these records, in the ledger's epoch of each one's tenant, due at once. */
export async function addSettlements(
  transaction: Transaction,
  records: readonly ChargedRecord[],
  { epochs, nowMs }: { epochs: ReadonlyMap<string, string>; nowMs: number },
): Promise<void> {
  const rows = records.map(({ id, tenantId, charges }) => ({
    recordId: id,
    tenantId,
    // Of a tenant that never had one: no ledger has this, and the first rebuild deletes the row.
    epoch: epochs.get(tenantId) ?? "none",
    charges,
  }));
  await transaction.$executeRaw`
    INSERT INTO "LedgerSettlement" ("recordId", "tenantId", "epoch", "charges", "nextAttemptAt")
    SELECT settlement.*, ${new Date(nowMs)}::timestamptz FROM jsonb_to_recordset(${storableJson(rows)}::jsonb)
      AS settlement("recordId" uuid, "tenantId" uuid, "epoch" text, "charges" jsonb)`;
}

/**
 * Takes settlements that are due for an attempt, the longest due first, at most `rowsMax`. Each is due again after 500 ms, 1 s, 2 s,
 * … 30 s, for whoever comes then, unless it is deleted: no attempt is forgotten with its process.
 */
export async function takeSettlements(
  db: Database,
  { nowMs, rowsMax }: { nowMs: number; rowsMax: number },
): Promise<LedgerSettlement[]> {
  const now = new Date(nowMs);
  const rows = await db.$queryRaw<LedgerSettlement[]>`
    WITH due AS (
      SELECT "recordId" FROM "LedgerSettlement"
      WHERE "nextAttemptAt" <= ${now} AND ("firstAttemptAt" IS NULL OR "firstAttemptAt" > ${uncertainSince(nowMs)})
      ORDER BY "nextAttemptAt" LIMIT ${rowsMax} FOR UPDATE SKIP LOCKED
    )
    UPDATE "LedgerSettlement" AS taken SET
      "attempts" = "attempts" + 1,
      "firstAttemptAt" = COALESCE("firstAttemptAt", ${now}),
      "nextAttemptAt" = ${now}::timestamptz
        + LEAST(${RETRY_MS}::int * power(2, LEAST("attempts", 10)), ${RETRY_MS_MAX}::int) * interval '1 millisecond'
    FROM due WHERE taken."recordId" = due."recordId"
    RETURNING taken."recordId", taken."tenantId", taken."epoch", taken."charges"`;
  return rows.map((row) => ({ ...row, charges: storedCharges.parse(row.charges) }));
}

/** Forgets settlements that the ledger has. */
export async function deleteSettlements(db: Database, recordIds: readonly string[]): Promise<void> {
  if (recordIds.length === 0) return;
  await db.$executeRaw`DELETE FROM "LedgerSettlement" WHERE "recordId" = ANY (${recordIds}::uuid[])`;
}

/** Since when an attempt that is not known to have arrived is one too many to repeat. */
export function uncertainSince(nowMs: number): Date {
  return new Date(nowMs - UNCERTAIN_MS_MAX);
}

const storedCharges = z.array(charge.required());
