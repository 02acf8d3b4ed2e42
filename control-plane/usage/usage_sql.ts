import { Prisma } from "../../prisma/generated/client/client.ts";
import { isByLabel, type UsageGroupBy, type UsageRequest } from "./usage_request.ts";
import { USAGE_SUMS } from "./usage_sums.ts";

const DAY_MS = 86_400_000;

/** A histogram's column. */
export type LatencyColumn = "totalMs" | "ttftMs" | "overheadMs";

/** What one bucket of one series sums up to. Where it is told apart by label, `cancelled` and `denied` are not known. */
export interface UsageSumsRow {
  group: string;
  at: Date;
  requests: bigint;
  errors: bigint;
  cancelled: bigint | null;
  denied: bigint | null;
  cacheHits: bigint;
  unpriced: bigint;
  inputTokens: bigint;
  outputTokens: bigint;
  cacheReadTokens: bigint;
  cacheWriteTokens: bigint;
  reasoningTokens: bigint;
  costNanoUsd: bigint;
}

/** The first and the last bucket that anything is in. */
export interface BucketRange {
  first: number;
  last: number;
}

/** Rows of `UsageSumsRow`: the series of most requests, each in the order of time. */
export function sumsSql(request: UsageRequest): Prisma.Sql {
  const group = groupSql(request);
  const table = tableSql(request);
  const where = whereSql(request);
  const columns = Prisma.sql`${group} AS "group", "at", ${sumColumns(request)}`;
  const most = Prisma.sql`ORDER BY sum("requests") DESC, 1 LIMIT ${request.seriesMax}`;
  if (request.groupBy === null) {
    return Prisma.sql`SELECT ${columns} FROM ${table} WHERE ${where} GROUP BY 1, 2 ORDER BY 2`;
  }
  if (isByLabel(request.groupBy)) {
    // Which they are comes first: there may be many thousands of end users, whose days nobody asked for.
    return Prisma.sql`
      SELECT ${columns} FROM ${table} WHERE ${where}
        AND ${group} IN (SELECT ${group} FROM ${table} WHERE ${where} GROUP BY 1 ${most})
      GROUP BY 1, 2 ORDER BY 1, 2`;
  }
  return Prisma.sql`
    WITH points AS MATERIALIZED (SELECT ${columns} FROM ${table} WHERE ${where} GROUP BY 1, 2),
      top AS (SELECT "group" FROM points GROUP BY 1 ${most})
    SELECT points.* FROM points JOIN top USING ("group") ORDER BY 1, 2`;
}

/**
 * One row of `{ first, last }`, the buckets between which all are; null where there are none. The days tell it of their hours,
 * at little cost.
 */
export function bucketRangeSql(request: UsageRequest, column: LatencyColumn): Prisma.Sql {
  const days = { ...request, bucket: "DAY", fromMs: Math.floor(request.fromMs / DAY_MS) * DAY_MS } as const;
  const histogram = Prisma.raw(`"${column}"`);
  return Prisma.sql`
    SELECT min(array_lower(${histogram}, 1)) AS "first", max(array_upper(${histogram}, 1)) AS "last"
    FROM ${tableSql(days)} WHERE ${whereSql(days)} AND "outcome" = 'completed'`;
}

/**
 * Rows of `{ group, at, counts }`, or with `at` null over the whole range: histograms added up, `counts` the array of the range's
 * buckets as text.
 *
 * Each bucket is a sum of its own. Taking the arrays apart into rows, of which there are many hundred thousand, and grouping
 * those by bucket takes fifteen times as long.
 */
export function histogramsSql(
  request: UsageRequest,
  { column, groups, byTime, range }: {
    column: LatencyColumn;
    groups: readonly string[];
    byTime: boolean;
    range: BucketRange;
  },
): Prisma.Sql {
  const group = groupSql(request);
  const length = range.last - range.first + 1;
  const counts = Array.from({ length }, (_, index) => `sum("${column}"[${range.first + index}])`);
  return Prisma.sql`
    SELECT ${group} AS "group", ${Prisma.raw(byTime ? '"at"' : "NULL::timestamptz")} AS "at",
      ${Prisma.raw(`ARRAY[${counts.join(", ")}]::text`)} AS "counts"
    FROM ${tableSql(request)}
    WHERE ${whereSql(request)} AND "outcome" = 'completed' AND ${group} = ANY (${[...groups]}::text[]) GROUP BY 1, 2`;
}

function sumColumns({ groupBy }: UsageRequest): Prisma.Sql {
  const sums = USAGE_SUMS.map((name) => `sum("${name}")::bigint AS "${name}"`);
  const outcomes = isByLabel(groupBy)
    ? [`sum("errors")::bigint AS "errors"`, `NULL::bigint AS "cancelled"`, `NULL::bigint AS "denied"`]
    : [
      outcomeSum("errors", "'failed', 'interrupted'"),
      outcomeSum("cancelled", "'cancelled'"),
      outcomeSum("denied", "'denied'"),
    ];
  return Prisma.raw([...sums, ...outcomes].join(", "));
}

function outcomeSum(name: string, outcomes: string): string {
  return `COALESCE(sum("requests") FILTER (WHERE "outcome" IN (${outcomes})), 0)::bigint AS "${name}"`;
}

function tableSql({ groupBy, bucket }: UsageRequest): Prisma.Sql {
  if (isByLabel(groupBy)) return Prisma.raw('"UsageLabelDaily"');
  return Prisma.raw(bucket === "HOUR" ? '"UsageHourly"' : '"UsageDaily"');
}

const GROUPS: Readonly<Record<UsageGroupBy, string>> = {
  PROJECT: '"projectId"::text',
  API_KEY: '"apiKeyId"::text',
  PROVIDER: '"provider"',
  MODEL: '"model"',
  ROUTE: '"routeName"',
  OUTCOME: '"outcome"::text',
  ERROR_CODE: '"errorCode"',
};

function groupSql({ groupBy }: UsageRequest): Prisma.Sql {
  if (groupBy === null) return Prisma.raw("''::text");
  return Prisma.raw(isByLabel(groupBy) ? '"value"' : GROUPS[groupBy]);
}

function whereSql({ tenantId, projectId, fromMs, toMs, groupBy, tagName, filter }: UsageRequest): Prisma.Sql {
  const conditions = [
    Prisma.sql`"tenantId" = ${tenantId}::uuid`,
    Prisma.sql`"at" >= ${new Date(fromMs)}::timestamptz AND "at" < ${new Date(toMs)}::timestamptz`,
  ];
  if (projectId !== null) conditions.push(Prisma.sql`"projectId" = ${projectId}::uuid`);
  if (groupBy === "TAG") conditions.push(Prisma.sql`"kind" = 'TAG' AND "name" = ${tagName}`);
  if (groupBy === "END_USER") conditions.push(Prisma.sql`"kind" = 'END_USER' AND "name" = ''`);
  if (filter.apiKeyId !== undefined) conditions.push(Prisma.sql`"apiKeyId" = ${filter.apiKeyId}::uuid`);
  if (filter.provider !== undefined) conditions.push(Prisma.sql`"provider" = ${filter.provider}`);
  if (filter.model !== undefined) conditions.push(Prisma.sql`"model" = ${filter.model}`);
  if (filter.routeName !== undefined) conditions.push(Prisma.sql`"routeName" = ${filter.routeName}`);
  return Prisma.join(conditions, " AND ");
}
