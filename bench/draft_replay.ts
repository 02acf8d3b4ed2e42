import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Call } from "../control-plane/call.ts";
import { type Database, openDatabase } from "../control-plane/database.ts";
import { type DraftReplay, replayDraft } from "../control-plane/draft-replay/replay_draft.ts";
import { SYSTEM } from "../control-plane/authorization/actor.ts";
import { insertRecords } from "../control-plane/recorder/insert_records.ts";
import { LogPartitions } from "../control-plane/recorder/log_partitions.ts";
import { sampleRecord } from "../control-plane/recorder/testing/sample_record.ts";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import type { RequestRecord } from "../shared/contracts/request_record.ts";
import type { RouteNode } from "../shared/contracts/route_tree.ts";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { systemClock } from "../shared/time/clock.ts";

/**
 * How long it takes to run a draft over recorded requests: `deno run -A bench/draft_replay.ts [--requests 50000] [--runs 3]`.
 *
 * A real Postgres of its own. The draft's route has a condition, a sticky split, a fallback and a split by chance; six policies
 * count requests, tokens, money and concurrency. The longest time that others wait for the process is measured meanwhile.
 */
const options = parseArgs({
  options: { requests: { type: "string", default: "50000" }, runs: { type: "string", default: "3" } },
}).values;

const MIGRATIONS = fileURLToPath(new URL("../prisma/migrations", import.meta.url));
const REQUESTS = Number(options.requests);
const TENANT = uuidv7(1);
const PROJECT = uuidv7(2);
const KEY = uuidv7(3);
const ROUTE = uuidv7(4);

const target = (model: string): RouteNode => ({ type: "target", provider: "mock", model });

const TREE: RouteNode = {
  type: "when",
  condition: { type: "field", field: "metadata.tier", operator: "equals", value: "gold" },
  then: { type: "fallback", children: [target("large"), target("small")] },
  else: {
    type: "split",
    stickyBy: "end_user",
    children: [
      { weight: 3, node: target("small") },
      {
        weight: 1,
        node: { type: "split", children: [{ weight: 1, node: target("new") }, { weight: 1, node: target("small") }] },
      },
    ],
  },
};

const POLICIES = [
  { name: "tenant", scope: { type: "tenant" }, limits: [{ type: "requests_per_minute", max: 4_000 }] },
  { name: "tokens", scope: { type: "tenant" }, limits: [{ type: "tokens_per_minute", max: 8_000_000 }] },
  { name: "key", scope: { type: "api_key" }, limits: [{ type: "concurrent_requests", max: 14 }] },
  { name: "users", scope: { type: "end_user" }, limits: [{ type: "spend", period: "hour", maxNanoUsd: 500_000_000 }] },
  {
    name: "month",
    scope: { type: "tenant" },
    limits: [{ type: "spend", period: "month", maxNanoUsd: 9_000_000_000_000 }],
  },
  { name: "size", scope: { type: "tenant" }, limits: [{ type: "max_tokens_per_request", max: 100_000 }] },
];

async function main(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-bench-" });
  await Deno.chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDirectory: `${directory}/postgres` });
  const { db, close } = openDatabase(postgres.url);
  try {
    await applyMigrations(postgres.url, MIGRATIONS);
    await fill(db);
    const table: Record<string, object> = {};
    for (const last of [10_000, REQUESTS]) {
      for (let run = 0; run < Number(options.runs); run++) {
        table[`${last} requests, run ${run + 1}`] = await measure(db, last);
      }
    }
    console.table(table);
  } finally {
    await close();
    await postgres.stop();
    await Deno.remove(directory, { recursive: true });
  }
}

async function measure(db: Database, last: number) {
  const lag = watchLag();
  const replay = await replayOnce(db, last);
  const { compared, changedTargets, newDenials, tookMs } = replay;
  const changed = changedTargets.reduce((sum, { requests }) => sum + requests, 0);
  const denied = newDenials.reduce((sum, { requests }) => sum + requests, 0);
  return {
    "s": Math.round(tookMs) / 1_000,
    compared,
    changed,
    denied,
    "longest wait of others, ms": Math.round(lag.stop()),
  };
}

function replayOnce(db: Database, last: number): Promise<DraftReplay> {
  const call = { actor: SYSTEM, dependencies: { db, searchDb: db, clock: systemClock } } as unknown as Call;
  const input = { tenantId: TENANT, projectId: PROJECT, filter: null, last };
  return replayDraft(call, input, new AbortController().signal);
}

/** How long a timer that is due every millisecond is late at most. */
function watchLag(): { stop(): number } {
  let longestMs = 0;
  let beforeMs = performance.now();
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - beforeMs - 1);
    beforeMs = performance.now();
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return longestMs;
    },
  };
}

async function fill(db: Database): Promise<void> {
  await db.tenant.create({ data: { id: TENANT, name: "bench", slug: "bench" } });
  await db.project.create({ data: { id: PROJECT, tenantId: TENANT, name: "bench" } });
  await db.provider.create({ data: { tenantId: TENANT, name: "mock", kind: "MOCK" } });
  await db.route.create({ data: { id: ROUTE, tenantId: TENANT, projectId: PROJECT, name: "chat", tree: TREE } });
  await db.apiKey.create({
    data: {
      id: KEY,
      keyId: "benchbench01",
      sha256: new Uint8Array(32),
      tenantId: TENANT,
      projectId: PROJECT,
      name: "key",
    },
  });
  for (const policy of POLICIES) {
    await db.policy.create({ data: { tenantId: TENANT, action: "block", onLimiterLoss: "open", ...policy } });
  }
  // Within one day, so that they are in one partition.
  const beginMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000;
  await new LogPartitions(db).ensure([beginMs]);
  for (let first = 0; first < REQUESTS; first += 2_000) {
    const records = Array.from(
      { length: Math.min(2_000, REQUESTS - first) },
      (_, index) => recordOf(first + index, beginMs),
    );
    await db.$transaction((transaction) => insertRecords(transaction, records), { timeout: 60_000 });
  }
  await db.$executeRaw`ANALYZE "RequestLog"`;
}

/** Twenty requests a second, of 500 end users. */
function recordOf(n: number, beginMs: number): RequestRecord {
  const model = n % 5 === 0 ? "large" : "small";
  const attempt = {
    target: { provider: "mock", model },
    credentialId: null,
    startedAt: beginMs,
    firstByteMs: 100,
    endMs: 800,
    outcome: "completed",
    errorClass: null,
    status: 200,
    error: null,
  } as const;
  return sampleRecord(n + 1, {
    atMs: beginMs + n * 50,
    tenantId: TENANT,
    projectId: PROJECT,
    apiKeyId: KEY,
    endUser: `user-${n % 500}`,
    routeName: "chat",
    routePath: [{ path: "", type: "target" }],
    conditionInputs: { "metadata.tier": n % 7 === 0 ? "gold" : "silver" },
    modelAsked: "chat",
    modelServed: model,
    provider: "mock",
    providerKind: "mock",
    attempts: [attempt],
    charges: [],
  });
}

await main();
