import { Prisma } from "../../prisma/generated/client/client.ts";
import { isByLabel, type UsageGroupBy, type UsageRequest } from "./usage_request.ts";

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

/** Rows of `UsageSumsRow`: the series of most requests, each in the order of time. */
export function sumsSql(request: UsageRequest): Prisma.Sql {
  return Prisma.sql`
    WITH points AS MATERIALIZED (
      SELECT ${groupSql(request)} AS "group", "at", ${sumColumns(request)}
      FROM ${tableSql(request)} WHERE ${whereSql(request)} GROUP BY 1, 2
    ), top AS (
      SELECT "group" FROM points GROUP BY "group" ORDER BY sum("requests") DESC, "group" LIMIT ${request.seriesMax}
    )
    SELECT points.* FROM points JOIN top USING ("group") ORDER BY "group", "at"`;
}

/**
 * Rows of `{ group, at, buckets }`, or without `at` over the whole range: histograms added up, `buckets` as
 * `<bucket>:<count>,…` in no order. They are added up here, since a range of many hours has many of them.
 */
export function histogramsSql(
  request: UsageRequest,
  { column, groups, byTime }: { column: LatencyColumn; groups: readonly string[]; byTime: boolean },
): Prisma.Sql {
  const group = groupSql(request);
  const at = byTime ? Prisma.sql`"at"` : Prisma.sql`NULL::timestamptz`;
  const histogram = Prisma.raw(`"${column}"`);
  return Prisma.sql`
    SELECT "group", "at", string_agg("bucket" || ':' || "count", ',') AS "buckets" FROM (
      SELECT "group", "at", "bucket", sum("count") AS "count" FROM (
        SELECT ${group} AS "group", ${at} AS "at",
          generate_subscripts(${histogram}, 1) AS "bucket", unnest(${histogram}) AS "count"
        FROM ${tableSql(request)}
        WHERE ${whereSql(request)} AND "outcome" = 'completed' AND ${group} = ANY (${[...groups]}::text[])
      ) AS counts WHERE "count" > 0 GROUP BY 1, 2, 3
    ) AS sums GROUP BY 1, 2`;
}

const SUMS = [
  "requests",
  "cacheHits",
  "unpriced",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
  "costNanoUsd",
];

function sumColumns({ groupBy }: UsageRequest): Prisma.Sql {
  const sums = SUMS.map((name) => `sum("${name}")::bigint AS "${name}"`);
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
