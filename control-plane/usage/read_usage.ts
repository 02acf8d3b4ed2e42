import { NotFoundError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";
import { LatencyHistogram } from "./latency_histogram.ts";
import { isByLabel, readUsageRequest, type UsageRequest } from "./usage_request.ts";
import {
  type BucketRange,
  bucketRangeSql,
  histogramsSql,
  type LatencyColumn,
  sumsSql,
  type UsageSumsRow,
} from "./usage_sql.ts";

/** What some requests sum up to. */
export interface Usage extends Omit<UsageSumsRow, "group" | "at"> {
  /** Reads the histogram of a latency, for all of the series at once and only when it is asked for; null where none is kept. */
  latency(column: LatencyColumn): Promise<LatencyHistogram | null>;
}

/** Usage over time of what has one thing in common. */
export interface UsageSeries {
  /** What that is; empty for requests that have none, null where series are not told apart. */
  group: string | null;
  groupBy: UsageRequest["groupBy"];
  total: Usage;
  /** Only hours or days in which there was something, in the order of time. */
  points: { at: Date; usage: Usage }[];
}

/** A tenant's usage from the rollups: the series of most requests, most first. The input is checked here. */
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
  const rows = await db.$queryRaw<UsageSumsRow[]>(sumsSql(request));
  const groups = Map.groupBy(rows, ({ group }) => group);
  const histograms = new HistogramReader(db, request, rows);
  const series = [...groups].map(([group, points]): UsageSeries => ({
    group: request.groupBy === null ? null : group,
    groupBy: request.groupBy,
    total: { ...total(points), latency: (column) => histograms.read(column, group) },
    points: points.map(({ group: _group, at, ...sums }) => ({
      at,
      usage: { ...sums, latency: (column) => histograms.read(column, group, at) },
    })),
  }));
  return series.sort((a, b) => Number(b.total.requests - a.total.requests));
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

/** Reads each latency once for the whole answer, however many fields of it ask. */
class HistogramReader {
  readonly #db: Database;
  readonly #request: UsageRequest;
  readonly #rows: readonly UsageSumsRow[];
  readonly #read = new Map<string, Promise<Map<string, LatencyHistogram>>>();

  constructor(db: Database, request: UsageRequest, rows: readonly UsageSumsRow[]) {
    this.#db = db;
    this.#request = request;
    this.#rows = rows;
  }

  async read(column: LatencyColumn, group: string, at?: Date): Promise<LatencyHistogram | null> {
    const byTime = at !== undefined;
    const key = `${column} ${byTime}`;
    let reading = this.#read.get(key);
    if (reading === undefined) this.#read.set(key, reading = this.#readAll(column, byTime));
    const histogram = (await reading).get(keyOf(group, at ?? null));
    return histogram === undefined || histogram.count === 0 ? null : histogram;
  }

  async #readAll(column: LatencyColumn, byTime: boolean): Promise<Map<string, LatencyHistogram>> {
    // Labels have no histograms.
    if (isByLabel(this.#request.groupBy)) return new Map();
    const [{ first, last }] = await this.#db.$queryRaw<[{ first: number | null; last: number | null }]>(
      bucketRangeSql(this.#request, column),
    );
    if (first === null || last === null) return new Map();
    const range = { first, last };
    const groups = [...new Set(this.#rows.map(({ group }) => group))];
    const rows = await this.#db.$queryRaw<{ group: string; at: Date | null; counts: string }[]>(
      histogramsSql(this.#request, { column, groups, byTime, range }),
    );
    return new Map(rows.map(({ group, at, counts }) => [keyOf(group, at), fromSql(counts, range)]));
  }
}

function keyOf(group: string, at: Date | null): string {
  return `${at?.getTime() ?? ""} ${group}`;
}

/** Counts as Postgres writes an array: `{1,NULL,3}`. */
function fromSql(counts: string, { first }: BucketRange): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const [index, count] of counts.slice(1, -1).split(",").entries()) {
    if (count !== "NULL" && count !== "0") histogram.addCount(first + index, Number(count));
  }
  return histogram;
}
