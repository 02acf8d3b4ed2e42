import { NotFoundError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";
import { LatencyHistogram } from "./latency_histogram.ts";
import { readUsageRequest, type UsageRequest } from "./usage_request.ts";
import { histogramsSql, type LatencyColumn, sumsSql, type UsageSumsRow } from "./usage_sql.ts";

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
  const histograms = new HistogramReader(db, request, [...groups.keys()]);
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
  readonly #groups: readonly string[];
  readonly #read = new Map<string, Promise<Map<string, LatencyHistogram>>>();

  constructor(db: Database, request: UsageRequest, groups: readonly string[]) {
    this.#db = db;
    this.#request = request;
    this.#groups = groups;
  }

  async read(column: LatencyColumn, group: string, at?: Date): Promise<LatencyHistogram | null> {
    const byTime = at !== undefined;
    const key = `${column} ${byTime}`;
    let reading = this.#read.get(key);
    if (reading === undefined) this.#read.set(key, reading = this.#readAll(column, byTime));
    return (await reading).get(keyOf(group, at ?? null)) ?? null;
  }

  async #readAll(column: LatencyColumn, byTime: boolean): Promise<Map<string, LatencyHistogram>> {
    // Labels have no histograms.
    if (this.#request.groupBy === "END_USER" || this.#request.groupBy === "TAG") return new Map();
    const rows = await this.#db.$queryRaw<{ group: string; at: Date | null; buckets: string }[]>(
      histogramsSql(this.#request, { column, groups: this.#groups, byTime }),
    );
    return new Map(rows.map(({ group, at, buckets }) => [keyOf(group, at), fromSql(buckets)]));
  }
}

function keyOf(group: string, at: Date | null): string {
  return `${at?.getTime() ?? ""} ${group}`;
}

function fromSql(buckets: string): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const pair of buckets.split(",")) {
    const [bucket, count] = pair.split(":");
    histogram.addCount(Number(bucket), Number(count));
  }
  return histogram;
}
