import type { RequestOutcome } from "../../prisma/generated/client/enums.ts";
import { NotFoundError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";
import type { LatencyHistogram } from "./latency_histogram.ts";
import { UsageHistograms } from "./usage_histograms.ts";
import { isByLabel, previousRequest, readUsageRequest, type UsageRequest } from "./usage_request.ts";
import { errorsSql, type LatencyColumn, sumsSql, type UsageSumsRow } from "./usage_sql.ts";

/** What some requests sum up to. */
export interface Usage extends Omit<UsageSumsRow, "group" | "at"> {
  /** Reads the histogram of a latency, for all of the series at once and only when it is asked for; null where none is kept. */
  latency(column: LatencyColumn): Promise<LatencyHistogram | null>;
}

/** Usage over a stretch of time. */
export interface UsageOverTime {
  from: Date;
  to: Date;
  total: Usage;
  /** Only hours or days in which there was something, in the order of time. */
  points: { at: Date; usage: Usage }[];
}

/** Usage over time of what has one thing in common. */
export interface UsageSeries extends UsageOverTime {
  /** What that is; empty for requests that have none, null where series are not told apart, and for the rest of them. */
  group: string | null;
  groupBy: UsageRequest["groupBy"];
  /** Whether it is everything that belongs to none of the others. */
  isOther: boolean;
  /** The same of as long a time before, read for all series at once when it is asked for. */
  previous(): Promise<UsageOverTime>;
  /** What did not complete, by error and outcome, most requests first; null by label. Read for all series at once. */
  errorBreakdown(): Promise<UsageErrors[] | null>;
}

export interface UsageErrors {
  /** Empty where the record names none. */
  errorCode: string;
  outcome: RequestOutcome;
  requests: bigint;
}

/** A tenant's usage from the rollups: the series of most requests, most first, and the rest last. The input is checked here. */
export async function readUsage(
  call: Call,
  input: { tenantId: string; projectId: string | null } & Record<string, unknown>,
): Promise<UsageSeries[]> {
  authorize(call.actor, "usage.read", input.tenantId);
  const { db } = call.dependencies;
  const { tenantId, projectId } = input;
  if (projectId !== null && await db.project.count({ where: { id: projectId, tenantId } }) === 0) {
    throw new NotFoundError();
  }
  const request = readUsageRequest(input);
  const read = await readSeries(db, request);
  const groups = [...read.keys()].filter((group) => group !== null);
  const previous = once(() => readSeries(db, previousRequest(request), groups));
  const errors = once(() => readErrors(db, request, groups));
  const series = [...read].map(([group, overTime]): UsageSeries => ({
    ...overTime,
    group: request.groupBy === null ? null : group,
    groupBy: request.groupBy,
    isOther: group === null,
    previous: async () => (await previous()).get(group) ?? nothing(previousRequest(request)),
    errorBreakdown: async () => isByLabel(request.groupBy) ? null : (await errors()).get(group) ?? [],
  }));
  return series.sort((a, b) => Number(a.isOther) - Number(b.isOther) || Number(b.total.requests - a.total.requests));
}

/** By group; the rest, where it is asked for, under null. */
async function readSeries(
  db: Database,
  request: UsageRequest,
  groups?: readonly string[],
): Promise<Map<string | null, UsageOverTime>> {
  const rows = await db.$queryRaw<UsageSumsRow[]>(sumsSql(request, groups));
  const byGroup = Map.groupBy(rows, ({ group }) => group);
  const histograms = new UsageHistograms(db, request, groups ?? [...byGroup.keys()].filter((group) => group !== null));
  const range = { from: new Date(request.fromMs), to: new Date(request.toMs) };
  return new Map([...byGroup].map(([group, points]) => [group, {
    ...range,
    total: { ...total(points), latency: (column) => histograms.read(column, group) },
    points: points.map(({ group: _group, at, ...sums }) => ({
      at,
      usage: { ...sums, latency: (column) => histograms.read(column, group, at) },
    })),
  }]));
}

async function readErrors(
  db: Database,
  request: UsageRequest,
  groups: readonly string[],
): Promise<Map<string | null, UsageErrors[]>> {
  const rows = await db.$queryRaw<(UsageErrors & { group: string | null })[]>(errorsSql(request, groups));
  return Map.groupBy(rows, ({ group }) => group);
}

function total(points: readonly UsageSumsRow[]): Omit<Usage, "latency"> {
  const { group: _group, at: _at, ...sums } = points[0]!;
  for (const point of points.slice(1)) {
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) {
      sums[name] = sums[name] === null ? null! : sums[name] + point[name]!;
    }
  }
  return sums;
}

/** A time in which there were no requests. */
function nothing(request: UsageRequest): UsageOverTime {
  const unknown = isByLabel(request.groupBy) ? null : 0n;
  const sums = {
    ...{ requests: 0n, errors: 0n, cancelled: unknown, denied: unknown, cacheHits: 0n, unpriced: 0n, inputTokens: 0n },
    ...{ outputTokens: 0n, cacheReadTokens: 0n, cacheWriteTokens: 0n, reasoningTokens: 0n, costNanoUsd: 0n },
  };
  const latency = () => Promise.resolve(null);
  return { from: new Date(request.fromMs), to: new Date(request.toMs), total: { ...sums, latency }, points: [] };
}

/** Many fields of an answer ask for what is read together. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => reading ??= read();
}
