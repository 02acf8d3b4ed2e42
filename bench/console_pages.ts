import { parseArgs } from "node:util";
import { BUILD_FOLDER, loadBuild, startConsole } from "../console/console.ts";
import { startControlPlane } from "../control-plane/control_plane.ts";
import { type Database, openDatabase } from "../control-plane/database.ts";
import { ADMIN, testConfig } from "../control-plane/testing/test_control_plane.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import { ensureConsoleBuilt } from "../tools/build_console.ts";
import { fillLogs } from "./records/bench_logs.ts";

/**
 * How long pages of the console take until the whole of their HTML is there, over so many request records:
 * `deno run -A bench/console_pages.ts [--records 1000000] [--runs 100] [--short]`.
 *
 * A real Postgres of its own, a whole control plane and the production build of the console, all but Postgres in this process,
 * so that they share one core. One reader at a time.
 */
const options = parseArgs({
  options: {
    records: { type: "string", default: "1000000" },
    runs: { type: "string", default: "100" },
    short: { type: "boolean", default: false },
  },
}).values;
const share = options.short ? 10 : 1;
const quiet = { info() {}, warn() {}, error: (event: string, fields?: object) => console.error(event, fields) };

async function main(): Promise<void> {
  await ensureConsoleBuilt();
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-bench-" });
  await Deno.chmod(directory, 0o711);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => Deno.remove(directory, { recursive: true }));
  const postgres = await startEmbeddedPostgres({ dataDirectory: `${directory}/postgres` });
  undo.defer(() => postgres.stop());
  const transport = memoryTransport({ clock: systemClock });
  undo.defer(() => transport.close());
  const config = testConfig(postgres.url, { GRAPHQL_COST_PER_MINUTE: "1000000000" });
  const plane = await startControlPlane({ config, transport, logger: quiet, instance: "bench" });
  undo.defer(() => plane.stop());
  const { db, close } = openDatabase(postgres.url);
  undo.defer(() => close());
  await fill(db);
  const served = await serve(plane.url);
  undo.defer(() => served.stop());
  const cookie = await signIn(served.url);
  const table: Record<string, object> = {};
  for (const path of await pages(served.url, cookie)) {
    table[path.replace(/\/p\/[^/]+/, "/p/…")] = await measure(served.url + path, cookie);
  }
  console.table(table);
}

async function fill(db: Database): Promise<void> {
  const { id, tenantId, projectId } = await db.apiKey.findFirstOrThrow();
  const { number, hash } = await db.revision.findFirstOrThrow();
  const others = await Promise.all(["b", "c"].map((name) => db.project.create({ data: { tenantId, name } })));
  const projectIds: [string, string, string] = [projectId, others[0]!.id, others[1]!.id];
  const records = Number(options.records) / share;
  await fillLogs(db, records, { tenantId, apiKeyIds: [id], revision: { number, hash }, projectIds });
  console.log(`${records} records`);
}

async function serve(controlPlaneUrl: string) {
  const addresses = { gatewayUrl: "http://127.0.0.1:1", publicGatewayUrl: "https://gateway.example.com" };
  return startConsole({
    config: {
      host: "127.0.0.1",
      port: 0,
      controlPlaneUrl,
      publicUrl: "http://localhost:3000",
      signup: "invite",
      ...addresses,
    },
    logger: quiet,
    handler: await loadBuild(BUILD_FOLDER),
    fetch,
  });
}

async function signIn(url: string): Promise<string> {
  const body = new URLSearchParams({ email: ADMIN.email, password: ADMIN.password });
  const answer = await fetch(`${url}/sign-in`, { method: "POST", body, redirect: "manual" });
  await answer.body?.cancel();
  if (answer.status !== 303) throw new Error(`signing in was answered with ${answer.status}`);
  return answer.headers.getSetCookie().map((line) => line.split(";")[0]!).join("; ");
}

/** Every page that the navigation leads to, and filters of the logs. */
async function pages(url: string, cookie: string): Promise<string[]> {
  const html = await (await fetch(`${url}/onboarding`, { headers: { cookie } })).text();
  const paths = [...html.matchAll(/href="(\/t\/[^"#?]+)"/g)].map(([, path]) => path!);
  const logs = paths.find((path) => path.endsWith("/logs"));
  if (logs === undefined) throw new Error("the navigation has no logs");
  return [...new Set([...paths, `${logs}?outcome=failed`, `${logs}?model=model-0`])];
}

async function measure(url: string, cookie: string) {
  const took: number[] = [];
  let bytes = 0;
  for (let run = -5; run < Number(options.runs) / share; run++) {
    const startedAt = performance.now();
    const answer = await fetch(url, { headers: { cookie }, redirect: "manual" });
    bytes = (await answer.arrayBuffer()).byteLength;
    if (answer.status >= 400) throw new Error(`${url} was answered with ${answer.status}`);
    // The first ones find nothing in memory, and code that has not been compiled.
    if (run >= 0) took.push(performance.now() - startedAt);
  }
  const sorted = took.sort((a, b) => a - b);
  const at = (part: number) => Math.round(10 * sorted[Math.ceil(part * sorted.length) - 1]!) / 10;
  return { "p50, ms": at(0.5), "p95, ms": at(0.95), "HTML, KB": Math.round(bytes / 1024) };
}

await main();
