import type { Database } from "../database.ts";
import { LatencyHistogram } from "./latency_histogram.ts";
import { isByLabel, type UsageRequest } from "./usage_request.ts";
import { type BucketRange, bucketRangeSql, histogramsSql, type LatencyColumn } from "./usage_sql.ts";

/** Reads each latency once for the whole answer, however many fields of it ask. */
export class UsageHistograms {
  readonly #db: Database;
  readonly #request: UsageRequest;
  readonly #groups: readonly string[];
  readonly #read = new Map<string, Promise<Map<string, LatencyHistogram>>>();

  constructor(db: Database, request: UsageRequest, groups: readonly string[]) {
    this.#db = db;
    this.#request = request;
    this.#groups = groups;
  }

  /** Of a group (null: of all others) over the whole range, or in one bucket; null where nothing was counted. */
  async read(column: LatencyColumn, group: string | null, at?: Date): Promise<LatencyHistogram | null> {
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
    const rows = await this.#db.$queryRaw<{ group: string | null; at: Date | null; counts: string }[]>(
      histogramsSql(this.#request, { column, groups: this.#groups, byTime, range }),
    );
    return new Map(rows.map(({ group, at, counts }) => [keyOf(group, at), fromSql(counts, range)]));
  }
}

function keyOf(group: string | null, at: Date | null): string {
  return `${at?.getTime() ?? ""} ${group === null ? "other" : `is ${group}`}`;
}

/** Counts as Postgres writes an array: `{1,NULL,3}`. */
function fromSql(counts: string, { first }: BucketRange): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const [index, count] of counts.slice(1, -1).split(",").entries()) {
    if (count !== "NULL" && count !== "0") histogram.addCount(first + index, Number(count));
  }
  return histogram;
}
