import { z } from "zod";
import { Prisma, type RequestOutcome } from "../../prisma/generated/client/client.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";
import { parseInput } from "../parse_input.ts";
import { conditionsSql } from "./conditions_sql.ts";
import type { LogCondition } from "./log_condition.ts";
import type { LogField } from "./log_fields.ts";
import { type LogQuery, readLogQuery } from "./log_query.ts";
import { type TimeBuckets, timeBuckets } from "./time_buckets.ts";
import { withinSearchTime } from "./within_search_time.ts";

export const BUCKETS_DEFAULT = 60;
export const BUCKETS_MAX = 200;
/** Records that are counted one by one at most. */
export const COUNTED_RECORDS_MAX = 500_000;
const RANGE_DAYS_MAX = 400;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How many requests of which outcome there were over time. */
export interface LogVolume extends TimeBuckets {
  source: "ROLLUPS" | "RECORDS";
  /** Whether every record counts; if not, those before `countedFrom` do not. */
  complete: boolean;
  countedFrom: Date | null;
  requests: number;
  /** Only buckets in which there was something, in the order of time. */
  buckets: VolumeBucket[];
}

export interface VolumeBucket {
  at: Date;
  counts: Partial<Record<RequestOutcome, number>>;
}

/** Counts records over time: from the hourly rollups where these know all that the filter asks, else from the records. */
export async function readLogVolume(
  call: Call,
  input: { projectId: string | null; tenantId: string | null; filter: unknown; from: Date; to: Date; buckets: number },
): Promise<LogVolume> {
  const query = await readLogQuery(call, input);
  const { from, to, buckets } = parseInput(volumeRange, { from: input.from, to: input.to, buckets: input.buckets });
  const cut = timeBuckets({ fromMs: from.getTime(), toMs: to.getTime() }, buckets);
  const fromRollups = cut.stepMs % HOUR_MS === 0 && query.conditions.every(isInRollups);
  const { searchDb } = call.dependencies;
  return await withinSearchTime(() =>
    fromRollups ? countRollups(searchDb, query, cut) : countRecords(searchDb, query, cut)
  );
}

const volumeRange = z.object({ from: z.date(), to: z.date(), buckets: z.int().min(1).max(BUCKETS_MAX) })
  .superRefine(({ from, to }, context) => {
    const days = (to.getTime() - from.getTime()) / DAY_MS;
    if (days <= 0) context.addIssue({ code: "custom", path: ["to"], message: "must be after 'from'" });
    if (days > RANGE_DAYS_MAX) {
      context.addIssue({ code: "custom", path: ["to"], message: `at most ${RANGE_DAYS_MAX} days after 'from'` });
    }
  });

/** Columns that the rollups tell requests apart by; their model is another one: that of the last attempt, where none served. */
const ROLLED_UP: ReadonlySet<LogField> = new Set([
  "TENANT",
  "PROJECT",
  "API_KEY",
  "PROVIDER",
  "ROUTE",
  "OUTCOME",
  "ERROR_CODE",
]);

/** Whether the rollups answer a condition as the records do: there an empty text stands for none. */
function isInRollups(condition: LogCondition): boolean {
  if ("all" in condition) return condition.all.every(isInRollups);
  if ("any" in condition) return condition.any.every(isInRollups);
  const { field, operator, values } = condition;
  return ROLLED_UP.has(field) && operator !== "EXISTS" && operator !== "NOT_EXISTS" && !values.includes("");
}

interface CountRow {
  at: Date;
  outcome: RequestOutcome;
  requests: bigint;
  first: Date | null;
}

async function countRollups(db: Database, { tenantId, conditions }: LogQuery, cut: TimeBuckets): Promise<LogVolume> {
  const rows = await db.$queryRaw<CountRow[]>`
    SELECT ${
    binSql("at", cut)
  } AS "bucket", "outcome", sum("requests")::bigint AS "requests", NULL::timestamptz AS "first"
    FROM "UsageHourly"
    WHERE "tenantId" = ${tenantId}::uuid AND ${withinSql("at", cut)} AND ${conditionsSql(conditions)}
    GROUP BY 1, 2 ORDER BY 1`.then(renamed);
  return volume(rows, { ...cut, source: "ROLLUPS", complete: true });
}

async function countRecords(db: Database, { conditions }: LogQuery, cut: TimeBuckets): Promise<LogVolume> {
  const rows = await db.$queryRaw<CountRow[]>`
    SELECT ${binSql("ts", cut)} AS "bucket", "outcome", count(*) AS "requests", min("ts") AS "first"
    FROM (
      SELECT "ts", "outcome" FROM "RequestLog" WHERE ${withinSql("ts", cut)} AND ${conditionsSql(conditions)}
      ORDER BY "ts" DESC LIMIT ${COUNTED_RECORDS_MAX}
    ) AS counted
    GROUP BY 1, 2 ORDER BY 1`.then(renamed);
  const requests = rows.reduce((sum, row) => sum + Number(row.requests), 0);
  return volume(rows, { ...cut, source: "RECORDS", complete: requests < COUNTED_RECORDS_MAX });
}

function renamed(rows: unknown): CountRow[] {
  return (rows as (CountRow & { bucket: Date })[]).map(({ bucket, ...row }) => ({ ...row, at: bucket }));
}

function binSql(column: string, { stepMs }: TimeBuckets): Prisma.Sql {
  return Prisma.sql`date_bin(make_interval(secs => ${stepMs / 1_000}::float8), ${
    Prisma.raw(`"${column}"`)
  }, to_timestamp(0))`;
}

function withinSql(column: string, { fromMs, toMs }: TimeBuckets): Prisma.Sql {
  const name = Prisma.raw(`"${column}"`);
  return Prisma.sql`${name} >= ${new Date(fromMs)}::timestamptz AND ${name} < ${new Date(toMs)}::timestamptz`;
}

function volume(
  rows: readonly CountRow[],
  told: TimeBuckets & { source: LogVolume["source"]; complete: boolean },
): LogVolume {
  const buckets = [...Map.groupBy(rows, ({ at }) => at.getTime())].map(([atMs, own]): VolumeBucket => ({
    at: new Date(atMs),
    counts: Object.fromEntries(own.map(({ outcome, requests }) => [outcome, Number(requests)])),
  }));
  const firstMs = Math.min(...rows.map(({ first }) => first?.getTime() ?? Infinity));
  const requests = rows.reduce((sum, row) => sum + Number(row.requests), 0);
  return { ...told, buckets, requests, countedFrom: told.complete ? null : new Date(firstMs) };
}
