import type { Database } from "../../control-plane/database.ts";
import { benchId } from "./bench_records.ts";

/** The largest of the ten tenants, of about a third of all requests. */
export const LARGEST_TENANT = benchId(0);

/** A project of it. */
export const ITS_PROJECT = benchId(1_000);

/** A number as an id of `benchId()`, in SQL. */
const ID = (number: string) => `('019348c0-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/**
 * Fills the rollups with what about so many requests of the last 30 days sum up to, as the recorder would have: ten tenants of
 * unequal size, each with 4 projects, 20 API keys of unequal use that ask two of 8 models each, 2,000 end users, and a tag of 8
 * values. Every twentieth request did not complete. Takes a minute or so, whatever the number.
 */
export async function fillRollups(db: Database, requests: number): Promise<void> {
  await db.$transaction(async (transaction) => {
    for (const statement of statements(requests)) await transaction.$executeRawUnsafe(statement);
  }, { timeout: 900_000, maxWait: 10_000 });
  for (const table of ["UsageHourly", "UsageDaily", "UsageLabelDaily"]) {
    await db.$executeRawUnsafe(`VACUUM ANALYZE "${table}"`);
  }
}

/** Latencies fall into this many buckets from the first of them on: 27 ms to a second. */
const BUCKETS = 38;
const FIRST_BUCKET = 83;

function statements(requests: number): string[] {
  const now = `date_trunc('hour', now())`;
  const today = `date_trunc('day', now(), 'UTC')`;
  return [
    usage("UsageHourly", { requests, units: 30 * 24, at: `${now} - make_interval(hours => unit)` }),
    usage("UsageDaily", { requests, units: 30, at: `${today} - make_interval(days => unit)` }),
    labels({ requests, values: 2_000, kind: "'END_USER'", name: "''", value: "'customer-' || number" }),
    labels({ requests, values: 8, kind: "'TAG'", name: "'team'", value: "'team-' || number" }),
  ];
}

function usage(table: string, { requests, units, at }: { requests: number; units: number; at: string }): string {
  // Its share of all requests, spread over the buckets; what is less than one of a bucket is drawn by lot.
  const mean = `${requests / 2 / units / BUCKETS} * ${shareOf("tenant", 10)} * ${shareOf("key", 20)}`;
  const counts =
    `ARRAY(SELECT floor(${mean} + random() + 0 * bucket)::bigint FROM generate_series(1, ${BUCKETS}) AS bucket)`;
  const histogram = (first: number) => `('[${first}:${first + BUCKETS - 1}]=' || counts::text)::bigint[]`;
  const sums = (count: string) => `${count}, 0, 0, 800 * ${count}, 200 * ${count}, 0, 0, 0, 2000000 * ${count}`;
  const key = `${ID("tenant")}, ${at}, ${ID("1000 + tenant * 4 + key % 4")}, ${ID("10000 + tenant * 20 + key")},
    'provider-' || model % 3, 'model-' || model, 'default'`;
  return `WITH drawn AS MATERIALIZED (
      SELECT *, (SELECT sum(count) FROM unnest(counts) AS count)::bigint AS completed FROM (
        SELECT tenant, key, (key + other) % 8 AS model, unit, ${counts} AS counts
        FROM generate_series(0, 9) AS tenant, generate_series(0, 19) AS key, generate_series(0, 1) AS other,
          generate_series(0, ${units - 1}) AS unit
      ) AS counted
      -- As they come: what is of one hour lies together.
      ORDER BY unit DESC, random()
    ), completed AS (
      INSERT INTO "${table}"
      SELECT ${key}, 'completed', '', ${sums("completed")},
        ${histogram(FIRST_BUCKET)}, ${histogram(FIRST_BUCKET - 12)}, ${histogram(FIRST_BUCKET - 40)}
      FROM drawn WHERE completed > 0
    )
    INSERT INTO "${table}"
    SELECT ${key}, 'failed', 'upstream_error', ${sums("failed")}, '{}', '{}', '{}'
    FROM (SELECT *, floor(0.05 * completed + random())::bigint AS failed FROM drawn) AS failures WHERE failed > 0`;
}

function labels(
  { requests, values, kind, name, value }:
    & Record<"kind" | "name" | "value", string>
    & Record<"requests" | "values", number>,
): string {
  return `INSERT INTO "UsageLabelDaily" ("tenantId", "kind", "name", "at", "projectId", "value", "requests", "errors",
      "cacheHits", "unpriced", "inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens",
      "costNanoUsd")
    SELECT ${
    ID("tenant")
  }, ${kind}::"UsageLabelKind", ${name}, date_trunc('day', now(), 'UTC') - make_interval(days => day),
      ${
    ID("1000 + tenant * 4 + number % 4")
  }, ${value}, count, 0, 0, 0, 800 * count, 200 * count, 0, 0, 0, 2000000 * count
    FROM (
      SELECT *, floor(${requests / values / 30} * ${shareOf("tenant", 10)} + random())::bigint AS count
      FROM generate_series(0, 9) AS tenant, generate_series(0, ${values - 1}) AS number, generate_series(0, 29) AS day
    ) AS counted WHERE count > 0`;
}

/** The share of the first, second, … of so many: the first has the most. */
function shareOf(number: string, count: number): string {
  return `(sqrt((${number} + 1) / ${count}::float) - sqrt(${number} / ${count}::float))`;
}
