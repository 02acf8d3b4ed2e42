import { parseArgs } from "node:util";
import { startControlPlane } from "../control-plane/control_plane.ts";
import { openDatabase } from "../control-plane/database.ts";
import { encodeGlobalId } from "../control-plane/graphql/global_id.ts";
import { type Api, apiAt } from "../control-plane/testing/api.ts";
import { ADMIN, testConfig } from "../control-plane/testing/test_control_plane.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import { fillLogs } from "./records/bench_logs.ts";

/**
 * How long pages of the request log take over HTTP, each of 50 records with their API key, project, revision and its author, and
 * the figures beside them: `deno run -A bench/log_pages.ts [--records 1000000] [--runs 100] [--short]`.
 *
 * `--short` does with a tenth of the records and the runs. On a real Postgres of its own and a whole control plane in this process.
 */
const options = parseArgs({
  options: {
    records: { type: "string", default: "1000000" },
    runs: { type: "string", default: "100" },
    short: { type: "boolean", default: false },
  },
}).values;
const share = options.short ? 10 : 1;

const PAGE = `query ($projectId: ID, $tenantId: ID, $where: [RequestLogCondition!], $after: String) {
  requestLogs(projectId: $projectId, tenantId: $tenantId, first: 50, after: $after, filter: { where: $where }) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      requestId ts outcome status errorCode modelServed provider costNanoUsd tokens { input output } timings { totalMs ttftMs }
      apiKey { name } project { name } revision { number publishedBy { name } }
    } }
  }
}`;
const VOLUME =
  `query ($projectId: ID, $where: [RequestLogCondition!], $from: DateTime!, $to: DateTime!, $buckets: Int) {
  requestLogVolume(projectId: $projectId, filter: { where: $where }, from: $from, to: $to, buckets: $buckets) {
    source requests buckets { at completed failed } }
}`;
const FACETS = `query ($projectId: ID, $field: RequestLogField!) {
  requestLogFacets(projectId: $projectId, field: $field) { counted values { value requests } }
}`;

const condition = (field: string, operator: string, value: string, name?: string) => [{ field, operator, value, name }];
const DAY_MS = 86_400_000;

interface Question {
  name: string;
  query: string;
  variables: Record<string, unknown>;
}

function questions(
  { projectId, tenantId, middle }: { projectId: string; tenantId: string; middle: string },
): Question[] {
  const page = (name: string, variables: object) => ({ name, query: PAGE, variables: { projectId, ...variables } });
  const to = new Date();
  const last = (days: number) => ({ projectId, from: new Date(to.getTime() - days * DAY_MS), to });
  const lately = { field: "TIME", operator: "GTE", value: last(1).from.toISOString() };
  return [
    page("the newest of a project", {}),
    page("from the middle of the week on", { after: middle }),
    page("the newest of the tenant", { projectId: null, tenantId }),
    page("failed ones (4 %)", { where: condition("OUTCOME", "EQ", "FAILED") }),
    page("of a team (20 %)", { where: condition("TAG", "EQ", "team-3", "team") }),
    page("slower than 20 s (0.3 %)", { where: condition("TOTAL_MS", "GT", "20000") }),
    page("denied by a policy (1 %)", { where: condition("POLICY_VERDICT", "EQ", "denied") }),
    page("an end user (0.02 %)", { where: condition("END_USER", "EQ", "customer-2500") }),
    page("a word in errors of a day, found nowhere", {
      where: [...condition("ATTEMPT_ERROR", "CONTAINS", "xyzzy"), lately],
    }),
    page("a trace of the week, found nowhere", { where: condition("TRACE_ID", "EQ", "none") }),
    { name: "volume of 7 d from rollups", query: VOLUME, variables: { ...last(7), buckets: 84 } },
    {
      name: "volume of 1 d from records",
      query: VOLUME,
      variables: { ...last(1), where: condition("STREAM", "EQ", "true") },
    },
    { name: "facets of models", query: FACETS, variables: { projectId, field: "MODEL_SERVED" } },
  ];
}

async function main(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-bench-" });
  await Deno.chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDirectory: `${directory}/postgres` });
  const transport = memoryTransport({ clock: systemClock });
  const quiet = { info() {}, warn() {}, error: (event: string, fields?: object) => console.error(event, fields) };
  const config = testConfig(postgres.url);
  const plane = await startControlPlane({ config, transport, logger: quiet, instance: "bench" });
  const { db, close } = openDatabase(postgres.url);
  try {
    const key = await db.apiKey.findFirstOrThrow();
    const { number, hash } = await db.revision.findFirstOrThrow();
    const { tenantId, projectId } = key;
    const others = await Promise.all(["b", "c"].map((name) => db.project.create({ data: { tenantId, name } })));
    const startedAt = performance.now();
    await fillLogs(db, Number(options.records) / share, {
      ...{ tenantId, apiKeyIds: [key.id], revision: { number, hash } },
      projectIds: [projectId, others[0]!.id, others[1]!.id],
    });
    console.log(
      `${Number(options.records) / share} records in ${Math.round((performance.now() - startedAt) / 1_000)} s`,
    );
    const api = apiAt(plane.url, ADMIN.token);
    const ids = { projectId: encodeGlobalId("Project", projectId), tenantId: encodeGlobalId("Tenant", tenantId) };
    const middle = await cursorOfMiddle(api, ids.projectId);
    const table: Record<string, object> = {};
    for (const question of questions({ ...ids, middle })) table[question.name] = await measure(api, question);
    console.table(table);
  } finally {
    await close();
    await plane.stop();
    await transport.close();
    await postgres.stop();
    await Deno.remove(directory, { recursive: true });
  }
}

async function cursorOfMiddle(api: Api, projectId: string): Promise<string> {
  const where = condition("TIME", "LT", new Date(Date.now() - 3.5 * DAY_MS).toISOString());
  return (await api.data(PAGE, { projectId, where })).requestLogs.pageInfo.endCursor;
}

async function measure(api: Api, { query, variables }: Question) {
  const took: number[] = [];
  for (let run = -5; run < Number(options.runs) / share; run++) {
    const startedAt = performance.now();
    await api.data(query, variables);
    // The first ones find nothing in memory, and code that has not been compiled.
    if (run >= 0) took.push(performance.now() - startedAt);
  }
  const sorted = took.sort((a, b) => a - b);
  const at = (share: number) => Math.round(10 * sorted[Math.ceil(share * sorted.length) - 1]!) / 10;
  return { "p50, ms": at(0.5), "p95, ms": at(0.95) };
}

await main();
