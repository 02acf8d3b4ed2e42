import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Call } from "../control-plane/call.ts";
import { type Database, openDatabase } from "../control-plane/database.ts";
import { readUsage } from "../control-plane/usage/read_usage.ts";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { fillRollups, ITS_PROJECT, LARGEST_TENANT } from "./records/bench_rollups.ts";

/**
 * How long what a dashboard shows takes to read from the rollups of many requests, for the largest of ten tenants:
 * `deno run -A bench/dashboards.ts [--requests 5000000] [--runs 30] [--short]`.
 *
 * `--short` does with a tenth of the requests and the runs. On a real Postgres of its own; each row is one question as a
 * dashboard asks it, latencies of every point included where it says so.
 */
const options = parseArgs({
  options: {
    requests: { type: "string", default: "5000000" },
    runs: { type: "string", default: "30" },
    short: { type: "boolean", default: false },
  },
}).values;
const share = options.short ? 10 : 1;

const MIGRATIONS = fileURLToPath(new URL("../prisma/migrations", import.meta.url));
const DAY_MS = 86_400_000;

interface Question {
  name: string;
  days: number;
  input: Record<string, unknown>;
  latencies: "none" | "total" | "points";
  /** The time before, too. */
  previous?: true;
}

const QUESTIONS: Question[] = [
  { name: "24 h by hour, p95 of each", days: 1, input: { bucket: "HOUR" }, latencies: "points" },
  { name: "24 h by hour and model, p95", days: 1, input: { bucket: "HOUR", groupBy: "MODEL" }, latencies: "points" },
  { name: "7 d by hour", days: 7, input: { bucket: "HOUR" }, latencies: "none" },
  { name: "7 d by hour, p95 of each", days: 7, input: { bucket: "HOUR" }, latencies: "points" },
  {
    name: "7 d by hour and model, p95 of all",
    days: 7,
    input: { bucket: "HOUR", groupBy: "MODEL" },
    latencies: "total",
  },
  {
    name: "7 d of a project by hour and key",
    days: 7,
    input: { bucket: "HOUR", groupBy: "API_KEY", projectId: ITS_PROJECT },
    latencies: "total",
  },
  { name: "30 d by day, p95 of each", days: 30, input: { bucket: "DAY" }, latencies: "points" },
  {
    name: "30 d by day and key, p95 of all",
    days: 30,
    input: { bucket: "DAY", groupBy: "API_KEY" },
    latencies: "total",
  },
  { name: "30 d by day and error", days: 30, input: { bucket: "DAY", groupBy: "ERROR_CODE" }, latencies: "none" },
  { name: "30 d by day and end user", days: 30, input: { bucket: "DAY", groupBy: "END_USER" }, latencies: "none" },
  {
    name: "30 d by day and end user, and the rest",
    days: 30,
    input: { bucket: "DAY", groupBy: "END_USER", other: true },
    latencies: "none",
  },
  {
    name: "7 d by hour and model, the rest, the 7 d before",
    days: 7,
    input: { bucket: "HOUR", groupBy: "MODEL", first: 3, other: true },
    latencies: "total",
    previous: true,
  },
  {
    name: "30 d by day of Berlin and model",
    days: 30,
    input: { bucket: "DAY", groupBy: "MODEL", timeZone: "Europe/Berlin" },
    latencies: "total",
  },
  {
    name: "30 d by day and team",
    days: 30,
    input: { bucket: "DAY", groupBy: "TAG", tagName: "team" },
    latencies: "none",
  },
];

async function main(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-bench-" });
  await Deno.chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDirectory: `${directory}/postgres` });
  const { db, close } = openDatabase(postgres.url);
  try {
    await applyMigrations(postgres.url, MIGRATIONS);
    await db.tenant.create({ data: { id: LARGEST_TENANT, name: "bench", slug: "bench" } });
    await db.project.create({ data: { id: ITS_PROJECT, tenantId: LARGEST_TENANT, name: "bench" } });
    await fillRollups(db, Number(options.requests) / share);
    const rows = [await db.usageHourly.count(), await db.usageDaily.count(), await db.usageLabelDaily.count()];
    console.log(`${Number(options.requests) / share} requests: ${rows.join(", ")} rows by hour, day and label`);
    const table: Record<string, object> = {};
    for (const question of QUESTIONS) table[question.name] = await measure(db, question);
    console.table(table);
  } finally {
    await close();
    await postgres.stop();
    await Deno.remove(directory, { recursive: true });
  }
}

async function measure(db: Database, question: Question) {
  const took: number[] = [];
  for (let run = -2; run < Number(options.runs) / share; run++) {
    const startedAt = performance.now();
    await ask(db, question);
    // The first ones find nothing in memory, and code that has not been compiled.
    if (run >= 0) took.push(performance.now() - startedAt);
  }
  const sorted = took.sort((a, b) => a - b);
  const at = (share: number) => Math.round(10 * sorted[Math.ceil(share * sorted.length) - 1]!) / 10;
  return { "p50, ms": at(0.5), "p95, ms": at(0.95) };
}

async function ask(db: Database, { days, input, latencies, previous }: Question): Promise<void> {
  const call = { actor: { kind: "system" }, dependencies: { db } } as unknown as Call;
  const to = new Date();
  const from = new Date(to.getTime() - days * DAY_MS);
  const range = { tenantId: LARGEST_TENANT, projectId: null, from, to, first: 10, filter: {} };
  const series = await readUsage(call, { ...range, ...input });
  if (previous) await Promise.all(series.map((one) => one.previous()));
  if (series.length === 0) throw new Error("There is no usage to read.");
  for (const { total, points } of latencies === "none" ? [] : series) {
    const usages = latencies === "total" ? [total] : points.map(({ usage }) => usage);
    for (const usage of usages) (await usage.latency("totalMs"))?.quantiles([0.5, 0.95, 0.99]);
  }
}

await main();
