import { Prisma } from "../../prisma/generated/client/client.ts";
import { isByLabel, type UsageGroupBy, type UsageRequest } from "./usage_request.ts";
import { USAGE_SUMS } from "./usage_sums.ts";

const DAY_MS = 86_400_000;

/** A histogram's column. */
export type LatencyColumn = "totalMs" | "ttftMs" | "overheadMs";

/** What one bucket of one series sums up to. Where it is told apart by label, `cancelled` and `denied` are not known. */
export interface UsageSumsRow {
  /** Null for what belongs to none of the series that are given. */
  group: string | null;
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

/** Rows of `UsageSumsRow`: the series of most requests, or those of `groups`, each in the order of time. */
export function sumsSql(request: UsageRequest, groups?: readonly string[]): Prisma.Sql {
  const group = groupSql(request);
  const table = tableSql(request);
  const where = whereSql(request);
  const sums = Prisma.sql`${atSql(request)} AS "at", ${sumColumns(request)}`;
  const most = Prisma.sql`ORDER BY sum("requests") DESC, 1 LIMIT ${request.seriesMax}`;
  if (request.groupBy === null) {
    return Prisma.sql`SELECT ${group} AS "group", ${sums} FROM ${table} WHERE ${where} GROUP BY 1, 2 ORDER BY 2`;
  }
  // Which they are comes first: there may be many thousands of end users, whose days nobody asked for.
  const top = groups === undefined
    ? Prisma.sql`SELECT ${group} FROM ${table} WHERE ${where} GROUP BY 1 ${most}`
    : Prisma.sql`SELECT unnest(${[...groups]}::text[])`;
  if (request.other) {
    return Prisma.sql`
      WITH top("group") AS MATERIALIZED (${top})
      SELECT CASE WHEN ${group} IN (SELECT "group" FROM top) THEN ${group} END AS "group", ${sums}
      FROM ${table} WHERE ${where} GROUP BY 1, 2 ORDER BY 1, 2`;
  }
  if (isByLabel(request.groupBy) || groups !== undefined) {
    return Prisma.sql`
      SELECT ${group} AS "group", ${sums} FROM ${table} WHERE ${where} AND ${group} IN (${top})
      GROUP BY 1, 2 ORDER BY 1, 2`;
  }
  return Prisma.sql`
    WITH points AS MATERIALIZED (SELECT ${group} AS "group", ${sums} FROM ${table} WHERE ${where} GROUP BY 1, 2),
      top AS (SELECT "group" FROM points GROUP BY 1 ${most})
    SELECT points.* FROM points JOIN top USING ("group") ORDER BY 1, 2`;
}

/**
 * One row of `{ first, last }`, the buckets between which all are; null where there are none. The days tell it of their hours,
 * at little cost.
 */
export function bucketRangeSql(request: UsageRequest, column: LatencyColumn): Prisma.Sql {
  const fromMs = Math.floor(request.fromMs / DAY_MS) * DAY_MS;
  const days = { ...request, bucket: "DAY", timeZone: null, fromMs } as const;
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
  const group = givenGroupSql(request, groups);
  const length = range.last - range.first + 1;
  const counts = Array.from({ length }, (_, index) => `sum("${column}"[${range.first + index}])`);
  return Prisma.sql`
    SELECT ${group} AS "group", ${byTime ? atSql(request) : Prisma.raw("NULL::timestamptz")} AS "at",
      ${Prisma.raw(`ARRAY[${counts.join(", ")}]::text`)} AS "counts"
    FROM ${tableSql(request)}
    WHERE ${whereSql(request)} AND "outcome" = 'completed' AND ${ofGroupsSql(request, groups)} GROUP BY 1, 2`;
}

/** Rows of `{ group, errorCode, outcome, requests }` over the whole range, most requests first: what did not complete. */
export function errorsSql(request: UsageRequest, groups: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT ${givenGroupSql(request, groups)} AS "group", "errorCode", "outcome", sum("requests")::bigint AS "requests"
    FROM ${tableSql(request)}
    WHERE ${whereSql(request)} AND "outcome" <> 'completed' AND ${ofGroupsSql(request, groups)}
    GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2, 3`;
}

/** The series that a row belongs to: null for those of none of them. */
function givenGroupSql(request: UsageRequest, groups: readonly string[]): Prisma.Sql {
  const group = groupSql(request);
  if (!request.other || request.groupBy === null) return group;
  return Prisma.sql`CASE WHEN ${group} = ANY (${[...groups]}::text[]) THEN ${group} END`;
}

function ofGroupsSql(request: UsageRequest, groups: readonly string[]): Prisma.Sql {
  if (request.other || request.groupBy === null) return Prisma.raw("TRUE");
  return Prisma.sql`${groupSql(request)} = ANY (${[...groups]}::text[])`;
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

function tableSql({ groupBy, bucket, timeZone }: UsageRequest): Prisma.Sql {
  if (isByLabel(groupBy)) return Prisma.raw('"UsageLabelDaily"');
  return Prisma.raw(bucket === "HOUR" || timeZone !== null ? '"UsageHourly"' : '"UsageDaily"');
}

/** When the bucket began that a row is part of. */
function atSql({ timeZone }: UsageRequest): Prisma.Sql {
  // A name that was checked, and written out: as a parameter it would be another expression each time that it occurs.
  return Prisma.raw(timeZone === null ? '"at"' : `date_trunc('day', "at", '${timeZone.replaceAll("'", "''")}')`);
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
  const { projectIds, apiKeyIds, providers, models, routeNames, outcomes, errorCodes } = filter;
  if (projectIds !== undefined) conditions.push(Prisma.sql`"projectId" = ANY (${projectIds}::uuid[])`);
  if (apiKeyIds !== undefined) conditions.push(Prisma.sql`"apiKeyId" = ANY (${apiKeyIds}::uuid[])`);
  if (providers !== undefined) conditions.push(Prisma.sql`"provider" = ANY (${providers}::text[])`);
  if (models !== undefined) conditions.push(Prisma.sql`"model" = ANY (${models}::text[])`);
  if (routeNames !== undefined) conditions.push(Prisma.sql`"routeName" = ANY (${routeNames}::text[])`);
  if (outcomes !== undefined) conditions.push(Prisma.sql`"outcome" = ANY (${outcomes}::"RequestOutcome"[])`);
  if (errorCodes !== undefined) conditions.push(Prisma.sql`"errorCode" = ANY (${errorCodes}::text[])`);
  return Prisma.join(conditions, " AND ");
}
