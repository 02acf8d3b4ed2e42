import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Call } from "../control-plane/call.ts";
import { applyConfig } from "../control-plane/config-documents/apply_config.ts";
import { exportConfig } from "../control-plane/config-documents/export_config.ts";
import { openDatabase } from "../control-plane/database.ts";
import { draftState, revisionChanges } from "../control-plane/publishing/draft_state.ts";
import { PostgresOutbox } from "../control-plane/publishing/outbox.ts";
import { publishConfig } from "../control-plane/publishing/publish_config.ts";
import { rollbackConfig } from "../control-plane/publishing/rollback_config.ts";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { systemClock } from "../shared/time/clock.ts";

/**
 * How long a tenant's whole draft takes to be applied, compared, published and rolled back:
 * `deno run -A bench/large_draft.ts [--routes 500] [--runs 5]`. Each route is a fallback of three targets with a split
 * among them; every run changes all of them. On a real Postgres of its own.
 */
const options = parseArgs({
  options: { routes: { type: "string", default: "500" }, runs: { type: "string", default: "5" } },
}).values;
const routes = Number(options.routes);

const MIGRATIONS = fileURLToPath(new URL("../prisma/migrations", import.meta.url));

/** A document of that many routes; `model` is what every one of them asks for. */
function documentOf(model: string): string {
  const target = (name: string) => ({ type: "target", provider: "mock", model: name });
  const tree = (index: number) => ({
    type: "fallback",
    children: [
      {
        type: "split",
        children: [{ weight: 9, node: target(model) }, { weight: 1, node: target(`${model}-${index}`) }],
      },
      target("spare"),
    ],
  });
  const named = Array.from({ length: routes }, (_, index) => [`route-${index}`, { tree: tree(index) }]);
  return JSON.stringify({
    perpetuo: 1,
    providers: { mock: { kind: "mock" } },
    projects: { Chat: { routes: Object.fromEntries(named) } },
  });
}

async function measure(call: Call, tenantId: string): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    const result = await work();
    times.set(name, [...times.get(name) ?? [], performance.now() - startMs]);
    return result;
  };
  const { db } = call.dependencies;
  for (let run = 0; run < Number(options.runs); run++) {
    const document = documentOf(`model-${run}`);
    await timed("apply, every route changed", () => applyConfig(call, { tenantId, document }));
    await timed("apply again, nothing changed", () => applyConfig(call, { tenantId, document }));
    await timed("draft: what publishing would change", () => draftState(db, tenantId));
    const { revision } = await timed("publish", () => publishConfig(call, { tenantId }));
    await timed("changes of a revision", () => revisionChanges(db, revision));
    await timed("export", () => exportConfig(call, { tenantId, version: "DRAFT", format: "yaml" }));
    if (run > 0) await timed("roll back", () => rollbackConfig(call, { tenantId, toRevision: revision.number - 1 }));
  }
  return times;
}

const directory = await Deno.makeTempDir();
const postgres = await startEmbeddedPostgres({ dataDirectory: `${directory}/postgres` });
const { db, close } = openDatabase(postgres.url);
try {
  await applyMigrations(postgres.url, MIGRATIONS);
  const tenant = await db.tenant.create({ data: { slug: "large", name: "Large" } });
  const dependencies = { db, clock: systemClock, outbox: new PostgresOutbox() };
  const call = { actor: { kind: "system" }, dependencies, requestId: crypto.randomUUID(), clientAddress: null };
  const times = await measure(call as unknown as Call, tenant.id);
  console.log(`${routes} routes, milliseconds: median, slowest`);
  for (const [name, values] of times) {
    const sorted = values.toSorted((one, other) => one - other);
    const [median, slowest] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
    console.log(`${name.padEnd(40)} ${median.toFixed(0).padStart(6)} ${slowest.toFixed(0).padStart(6)}`);
  }
} finally {
  await close();
  await postgres.stop();
  await Deno.remove(directory, { recursive: true });
}
