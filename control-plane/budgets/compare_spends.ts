import type { SpendPeriod } from "../../shared/contracts/policy.ts";
import { Prisma } from "../../prisma/generated/client/client.ts";
import type { Database, Transaction } from "../database.ts";

/** One counter of a budget in one period: what its records say that it was charged, and what was added up. */
export interface SpendComparison {
  counterKey: string;
  period: SpendPeriod;
  periodStart: Date;
  periodEnd: Date;
  /** The sum of the charges of the records that are kept. */
  recordsNanoUsd: bigint;
  /** The sum that was kept as they came. */
  spendNanoUsd: bigint;
}

export interface SpendsQuery {
  tenantId: string;
  /** Only periods of which a part lies from here … */
  from: Date;
  /** … to before here. */
  until: Date;
  /** Only those behind this one. */
  after?: Pick<SpendComparison, "counterKey" | "periodStart"> | undefined;
  rowsMax: number;
}

/** A request is received before it is charged, and so perhaps before the period; milliseconds, generously. */
const BEFORE_PERIOD_MS = 3_600_000;

/**
 * Compares what a tenant's budgets were charged with its records, in the order of the counters and their periods. The two are
 * written together and must be equal, unless records were deleted since. Reads every record of the periods.
 */
export async function compareSpends(
  db: Database | Transaction,
  { tenantId, from, until, after, rowsMax }: SpendsQuery,
): Promise<SpendComparison[]> {
  const projects = await db.project.findMany({ where: { tenantId }, select: { id: true } });
  const projectIds = projects.map(({ id }) => id);
  const [bounds] = await db.$queryRaw<{ start: Date | null; end: Date | null }[]>`
    SELECT min("periodStart") AS "start", max("periodEnd") AS "end" FROM (
      SELECT "periodStart", "periodEnd" FROM "BudgetSpend"
      WHERE "tenantId" = ${tenantId}::uuid AND "periodStart" < ${until} AND "periodEnd" > ${from}
      UNION ALL
      SELECT "periodStart", "periodEnd" FROM (${chargesSql({ tenantId, projectIds, from, until })}) AS charge
    ) AS period`;
  if (bounds?.start == null || bounds.end === null) return [];
  const scan = { tenantId, projectIds, from: bounds.start, until: bounds.end! };
  return await db.$queryRaw<SpendComparison[]>`
    SELECT "counterKey", COALESCE(spend."period", charged."period") AS "period", "periodStart",
      COALESCE(spend."periodEnd", charged."periodEnd") AS "periodEnd",
      COALESCE(charged."nanoUsd", 0) AS "recordsNanoUsd", COALESCE(spend."nanoUsd", 0) AS "spendNanoUsd"
    FROM (SELECT * FROM "BudgetSpend" WHERE "tenantId" = ${tenantId}::uuid) AS spend
    FULL JOIN (
      SELECT "counterKey", min("period") AS "period", "periodStart", max("periodEnd") AS "periodEnd",
        LEAST(sum("nanoUsd"), 9223372036854775807)::bigint AS "nanoUsd"
      FROM (${chargesSql(scan)}) AS charge GROUP BY "counterKey", "periodStart"
    ) AS charged USING ("counterKey", "periodStart")
    WHERE "periodStart" < ${until} AND COALESCE(spend."periodEnd", charged."periodEnd") > ${from}
      ${
    after ? Prisma.sql`AND ("counterKey", "periodStart") > (${after.counterKey}, ${after.periodStart})` : Prisma.empty
  }
    ORDER BY "counterKey", "periodStart" LIMIT ${rowsMax}`;
}

/** The charges of records received in the time of these periods. */
function chargesSql(
  { tenantId, projectIds, from, until }: { tenantId: string; projectIds: string[]; from: Date; until: Date },
): Prisma.Sql {
  const receivedFrom = new Date(from.getTime() - BEFORE_PERIOD_MS);
  const receivedUntil = new Date(until.getTime() + BEFORE_PERIOD_MS);
  // By the projects, which have the log's index.
  return Prisma.sql`
    SELECT charge."counterKey", charge."period", charge."nanoUsd",
      'epoch'::timestamptz + charge."periodStart" * interval '1 millisecond' AS "periodStart",
      'epoch'::timestamptz + charge."periodEnd" * interval '1 millisecond' AS "periodEnd"
    FROM "RequestLog" AS record, jsonb_to_recordset(record."charges")
      AS charge("counterKey" text, "period" text, "periodStart" bigint, "periodEnd" bigint, "nanoUsd" bigint)
    WHERE record."projectId" = ANY (${projectIds}::uuid[]) AND record."tenantId" = ${tenantId}::uuid
      AND record."ts" >= ${receivedFrom} AND record."ts" < ${receivedUntil}
      AND charge."periodStart" < ${until.getTime()}::bigint AND charge."periodEnd" > ${from.getTime()}::bigint
      AND charge."periodEnd" > charge."periodStart"`;
}
