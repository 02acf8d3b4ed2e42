import { Prisma } from "../../prisma/generated/client/client.ts";
import type { SpendPeriod } from "../../shared/contracts/policy.ts";
import type { SettledSpend } from "../../shared/transport/reservation_ledger.ts";
import type { Transaction } from "../database.ts";
import { storableJson } from "../recorder/storable_json.ts";
import type { ChargedRecord } from "./charged_record.ts";
import type { SpendComparison } from "./compare_spends.ts";

/** Adds charges to what the budgets of their periods were charged, in one statement. */
export async function addSpends(transaction: Transaction, records: readonly ChargedRecord[]): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO "BudgetSpend" AS spend ("tenantId", "counterKey", "period", "periodStart", "periodEnd", "nanoUsd")
    SELECT * FROM jsonb_to_recordset(${storableJson(sumsOf(records))}::jsonb) AS charge(
      "tenantId" uuid, "counterKey" text, "period" text, "periodStart" timestamptz, "periodEnd" timestamptz, "nanoUsd" bigint
    )
    ORDER BY "tenantId", "counterKey", "periodStart"
    ON CONFLICT ("tenantId", "counterKey", "periodStart") DO UPDATE SET
      "nanoUsd" = LEAST(spend."nanoUsd"::numeric + EXCLUDED."nanoUsd", ${NANO_USD_MAX})`;
}

/** One row a counter and period: hundreds of records mostly share a few. */
function sumsOf(records: readonly ChargedRecord[]): (BudgetSpendKey & { nanoUsd: string })[] {
  const sums = new Map<string, { key: BudgetSpendKey; sum: bigint }>();
  for (const { tenantId, charges } of records) {
    for (const { period, periodStart, periodEnd, nanoUsd, ...charge } of charges) {
      // As it will be stored: a statement that has a row twice is refused whole.
      const counterKey = charge.counterKey.toWellFormed().replaceAll("\0", "\ufffd");
      const name = `${tenantId} ${periodStart} ${counterKey}`;
      const held = sums.get(name);
      if (held !== undefined) held.sum += BigInt(nanoUsd);
      else {
        const times = {
          periodStart: new Date(periodStart).toISOString(),
          periodEnd: new Date(periodEnd).toISOString(),
        };
        sums.set(name, { key: { tenantId, counterKey, period, ...times }, sum: BigInt(nanoUsd) });
      }
    }
  }
  // Within 64 bits, whatever a record claims: what Postgres refuses would cost the record itself.
  return [...sums.values()].map(({ key, sum }) => ({
    ...key,
    nanoUsd: String(sum < NANO_USD_MAX ? sum : NANO_USD_MAX),
  }));
}

interface BudgetSpendKey {
  tenantId: string;
  counterKey: string;
  period: SpendPeriod;
  periodStart: string;
  periodEnd: string;
}

/** Sets what budgets were charged to what their records say. */
export async function setSpends(
  transaction: Transaction,
  tenantId: string,
  spends: readonly SpendComparison[],
): Promise<void> {
  const rows = spends.map(({ recordsNanoUsd, counterKey, period, periodStart, periodEnd }) => ({
    counterKey,
    period,
    periodStart,
    periodEnd,
    // As text: JSON's numbers are exact to 53 bits only.
    nanoUsd: String(recordsNanoUsd),
  }));
  await transaction.$executeRaw`
    INSERT INTO "BudgetSpend" ("tenantId", "counterKey", "period", "periodStart", "periodEnd", "nanoUsd")
    SELECT ${tenantId}::uuid, * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS spend(
      "counterKey" text, "period" text, "periodStart" timestamptz, "periodEnd" timestamptz, "nanoUsd" bigint
    )
    ORDER BY "counterKey", "periodStart"
    ON CONFLICT ("tenantId", "counterKey", "periodStart") DO UPDATE SET "nanoUsd" = EXCLUDED."nanoUsd"`;
}

/**
 * Moves what counters were charged whose keys end in `from` to those that end in `to` instead, and adds it to what these have;
 * `policyIds` null: of every policy.
 */
export async function moveSpends(
  transaction: Transaction,
  { tenantId, policyIds, from, to }: { tenantId: string; policyIds: string[] | null; from: string; to: string },
): Promise<void> {
  const ofPolicies = policyIds === null
    ? Prisma.empty
    : Prisma.sql`AND left("counterKey", ${UUID_LENGTH}::int) = ANY (${policyIds})`;
  await transaction.$executeRaw`
    WITH moved AS (
      DELETE FROM "BudgetSpend"
      WHERE "tenantId" = ${tenantId}::uuid AND right("counterKey", ${from.length}::int) = ${from} ${ofPolicies} RETURNING *
    )
    INSERT INTO "BudgetSpend" AS spend ("tenantId", "counterKey", "period", "periodStart", "periodEnd", "nanoUsd")
    SELECT "tenantId", left("counterKey", ${-from
    .length}::int) || ${to}, "period", "periodStart", "periodEnd", "nanoUsd"
    FROM moved
    ON CONFLICT ("tenantId", "counterKey", "periodStart") DO UPDATE SET
      "nanoUsd" = LEAST(spend."nanoUsd"::numeric + EXCLUDED."nanoUsd", ${NANO_USD_MAX})`;
}

const UUID_LENGTH = 36;
const NANO_USD_MAX = 9_223_372_036_854_775_807n;

/** What the budgets of periods under way at `nowMs` were charged, by tenant. */
export async function readSpendsUnderWay(
  transaction: Transaction,
  tenantIds: readonly string[],
  nowMs: number,
): Promise<Map<string, SettledSpend[]>> {
  const rows = await transaction.$queryRaw<SpendRow[]>`
    SELECT * FROM "BudgetSpend" WHERE "tenantId" = ANY (${tenantIds}::uuid[]) AND "periodEnd" > ${new Date(nowMs)}`;
  const spends = new Map<string, SettledSpend[]>();
  for (const [tenantId, own] of Map.groupBy(rows, (row) => row.tenantId)) spends.set(tenantId, own.map(settledSpend));
  return spends;
}

interface SpendRow {
  tenantId: string;
  counterKey: string;
  period: string;
  periodStart: Date;
  periodEnd: Date;
  nanoUsd: bigint;
}

function settledSpend(row: SpendRow): SettledSpend {
  return {
    counterKey: row.counterKey,
    // The contract of records was checked when the row was written.
    period: row.period as SpendPeriod,
    periodStart: row.periodStart.getTime(),
    periodEnd: row.periodEnd.getTime(),
    // Exact to nine million dollars a period, as every amount in the ledger is.
    nanoUsd: Number(row.nanoUsd),
  };
}
