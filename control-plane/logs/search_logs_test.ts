import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { PriceBook } from "../../shared/pricing/price_book.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { ADMIN, startTestControlPlane } from "../testing/test_control_plane.ts";
import { recordUsage } from "../usage/record_usage.ts";
import { fewestStatements } from "./testing/count_statements.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YESTERDAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const RANGE = { from: new Date(YESTERDAY).toISOString(), to: new Date(YESTERDAY + DAY_MS).toISOString() };

const LOGS = `query ($projectId: ID, $tenantId: ID, $where: [RequestLogCondition!]) {
  requestLogs(projectId: $projectId, tenantId: $tenantId, filter: { where: $where }) { edges { node { requestId } } }
}`;

const VOLUME = `query ($tenantId: ID, $filter: RequestLogFilter, $from: DateTime!, $to: DateTime!, $buckets: Int) {
  requestLogVolume(tenantId: $tenantId, filter: $filter, from: $from, to: $to, buckets: $buckets) {
    source bucketSeconds requests complete countedFrom buckets { at completed failed }
  }
}`;

const FACETS =
  `query ($tenantId: ID, $field: RequestLogField!, $name: String, $contains: String, $filter: RequestLogFilter) {
  requestLogFacets(tenantId: $tenantId, field: $field, name: $name, contains: $contains, filter: $filter) {
    values { value label requests } counted complete
  }
}`;

const NESTED = `query ($projectId: ID!) {
  requestLogs(projectId: $projectId, first: 50) { edges { node {
    requestId apiKey { name } project { name } revision { number publishedBy { name } }
  } } }
}`;

/** A tenant with two projects and 60 records of yesterday, one an hour and more. */
async function searchWorld() {
  const plane = await startTestControlPlane();
  const { db, owner } = plane;
  const key = await db.apiKey.findFirstOrThrow();
  const { number, hash } = await db.revision.findFirstOrThrow();
  const other = await db.project.create({ data: { tenantId: key.tenantId, name: "other" } });
  const records = Array.from({ length: 60 }, (_, index) =>
    sampleRecord(index + 1, {
      atMs: YESTERDAY + (index % 24) * HOUR_MS + index * 1_000,
      tenantId: key.tenantId,
      projectId: index < 50 ? key.projectId : other.id,
      apiKeyId: key.id,
      revision: { number, hash },
      outcome: index % 10 === 0 ? "failed" : "completed",
      provider: index % 2 === 0 ? "anthropic" : "openai",
      tags: { team: index % 3 === 0 ? '=blue, "x"' : "red" },
    }));
  await commitRecords({
    ...{ db, clock: systemClock, logger: new MemoryLogger(), retentionDays: 30 },
    ...{ partitions: new LogPartitions(db), hooks: [recordUsage] },
  }, records);
  const tenantId = encodeGlobalId("Tenant", key.tenantId);
  const projectId = encodeGlobalId("Project", key.projectId);
  return { plane, db, owner, key, records, tenantId, projectId, otherId: encodeGlobalId("Project", other.id) };
}

type World = Awaited<ReturnType<typeof searchWorld>>;

/** The newest first. */
function ids(records: readonly RequestRecord[]): string[] {
  return records.map(({ id }) => id).toSorted().toReversed();
}

async function checkConditions({ owner, records, tenantId, projectId, otherId }: World): Promise<void> {
  const found = async (variables: object) =>
    (await owner.data(LOGS, { ...variables })).requestLogs.edges.map((edge: { node: { requestId: string } }) =>
      edge.node.requestId
    );
  assert.deepEqual(await found({ tenantId }), ids(records).slice(0, 50));
  assert.deepEqual(await found({ projectId: otherId }), ids(records.slice(50)));
  assert.deepEqual(
    await found({ tenantId, where: [{ field: "PROJECT", operator: "EQ", value: otherId }] }),
    ids(records.slice(50)),
  );
  const where = [
    { field: "OUTCOME", operator: "EQ", value: "FAILED" },
    {
      any: [
        { field: "TAG", name: "team", operator: "STARTS_WITH", value: "=blue" },
        {
          all: [{ field: "ATTEMPT_ERROR_CLASS", operator: "EQ", value: "RATE_LIMITED" }, {
            field: "PROVIDER",
            operator: "NE",
            value: "anthropic",
          }],
        },
      ],
    },
  ];
  const expected = records.filter(({ outcome, tags, provider }) =>
    outcome === "failed" && (tags["team"] !== "red" || provider !== "anthropic")
  );
  assert.deepEqual(await found({ tenantId, where }), ids(expected));
  const refused = await owner.send(LOGS, { tenantId, where: [{ field: "STATUS", operator: "EQ", value: "x" }] });
  assert.deepEqual(refused.errors?.[0]?.extensions.issues?.[0].path, ["filter", "where", "0", "value"]);
  assert.equal((await owner.send(LOGS, {})).errors?.[0]?.extensions.code, "VALIDATION");
  assert.equal(
    (await owner.send(LOGS, { projectId, tenantId: encodeGlobalId("Tenant", records[0]!.id) })).errors?.[0]?.extensions
      .code,
    "NOT_FOUND",
  );
}

async function checkVolume({ owner, records, tenantId }: World): Promise<void> {
  const volume = async (changes: object) =>
    (await owner.data(VOLUME, { tenantId, ...RANGE, buckets: 24, ...changes })).requestLogVolume;
  const fromRollups = await volume({});
  assert.deepEqual(
    [fromRollups.source, fromRollups.bucketSeconds, fromRollups.requests, fromRollups.complete],
    ["ROLLUPS", 3_600, "60", true],
  );
  const fromRecords = await volume({ filter: { where: [{ field: "DIALECT", operator: "EQ", value: "OPENAI_CHAT" }] } });
  // All of them are of that API: the two ways must agree to the bucket.
  assert.equal(fromRecords.source, "RECORDS");
  assert.deepEqual(fromRecords.buckets, fromRollups.buckets);
  const failed = await volume({
    filter: { outcome: ["FAILED"], where: [{ field: "PROVIDER", operator: "NE", value: "openai" }] },
  });
  assert.deepEqual([failed.source, failed.requests], [
    "ROLLUPS",
    String(records.filter(({ outcome }) => outcome === "failed").length),
  ]);
  assert.equal((await volume({ buckets: 200 })).source, "RECORDS");
  const refused = await owner.send(VOLUME, { tenantId, from: RANGE.to, to: RANGE.from });
  assert.deepEqual(refused.errors?.[0]?.extensions.issues?.[0].path, ["to"]);
}

async function checkFacets({ owner, key, tenantId, otherId }: World): Promise<void> {
  const facets = async (variables: object) => (await owner.data(FACETS, { tenantId, ...variables })).requestLogFacets;
  const teams = await facets({ field: "TAG", name: "team" });
  assert.deepEqual(teams, {
    values: [{ value: "red", label: null, requests: 40 }, { value: '=blue, "x"', label: null, requests: 20 }],
    counted: 60,
    complete: true,
  });
  assert.deepEqual((await facets({ field: "OUTCOME", filter: { provider: "openai" } })).values, [
    { value: "COMPLETED", label: null, requests: 30 },
  ]);
  assert.deepEqual((await facets({ field: "PROJECT" })).values[1], { value: otherId, label: "other", requests: 10 });
  assert.deepEqual((await facets({ field: "API_KEY" })).values, [
    { value: encodeGlobalId("ApiKey", key.id), label: key.name, requests: 60 },
  ]);
  // Each record has two attempts, one at each provider, and both models.
  assert.deepEqual((await facets({ field: "ATTEMPT_PROVIDER", contains: "open" })).values, [
    { value: "openai", label: null, requests: 60 },
  ]);
  for (const [field, path] of [["TOTAL_MS", "field"], ["TAG", "name"]]) {
    const refused = await owner.send(FACETS, { tenantId, field });
    assert.deepEqual(refused.errors?.[0]?.extensions.issues?.[0].path, [path]);
  }
}

async function checkCosts({ db, owner, key, tenantId }: World): Promise<void> {
  const tokens = { input: 1_003, output: 132, cacheRead: 256, cacheWrite: 7, reasoning: 11 };
  const { number, hash, document } = await db.revision.findFirstOrThrow();
  const provider = (document as { providers: { name: string; kind: "mock"; baseUrl: null }[] }).providers[0]!;
  const use = { provider, model: "demo", modelServed: "demo", serviceTier: null, atMs: Date.now(), tokens };
  const price = new PriceBook().price(use, [])!;
  const attempt = { ...sampleRecord(1).attempts[1]!, target: { provider: provider.name, model: "demo" } };
  const common = {
    ...{ tenantId: key.tenantId, projectId: key.projectId, apiKeyId: key.id, revision: { number, hash }, tokens },
    ...{ provider: provider.name, providerKind: "mock" as const, modelServed: "demo", attempts: [attempt] },
    ...{ costNanoUsd: price.nanoUsd, priceVersion: price.version },
  };
  const records = [
    sampleRecord(101, common),
    sampleRecord(102, { ...common, costNanoUsd: price.nanoUsd + 1 }),
    sampleRecord(103, { ...common, priceVersion: "an older one" }),
    sampleRecord(104, { ...common, costNanoUsd: null, priceVersion: null }),
    sampleRecord(105, { ...common, costNanoUsd: 0, cacheHit: true }),
  ];
  await commitRecords({
    ...{ db, clock: systemClock, logger: new MemoryLogger(), retentionDays: 30, hooks: [] },
    partitions: new LogPartitions(db),
  }, records);
  const found = await owner.data(
    `query ($tenantId: ID!) { requestLogs(tenantId: $tenantId, first: 5) { edges { node { costNanoUsd costBreakdown {
      items { kind tokens unitPriceUsd nanoUsd } priceSource multiplier unknownBecause } } } } }`,
    { tenantId },
  );
  const [cached, unpriced, older, wrong, priced] = found.requestLogs.edges.map(({ node }: { node: unknown }) => node);
  const { items, ...rest } = priced.costBreakdown;
  assert.deepEqual(rest, { priceSource: "LIST", multiplier: 1, unknownBecause: null });
  assert.deepEqual(items.map(({ kind, tokens }: { kind: string; tokens: number }) => [kind, tokens]), [
    ["INPUT", 740],
    ["CACHE_READ", 256],
    ["CACHE_WRITE", 7],
    ["OUTPUT", 121],
    ["REASONING", 11],
  ]);
  assert.equal(
    items.reduce((sum: bigint, { nanoUsd }: { nanoUsd: string }) => sum + BigInt(nanoUsd), 0n),
    BigInt(priced.costNanoUsd),
  );
  assert.deepEqual(
    [wrong, older, unpriced, cached].map((
      { costBreakdown },
    ) => [costBreakdown.items.length, costBreakdown.unknownBecause]),
    [[0, "DOES_NOT_ADD_UP"], [0, "OTHER_PRICES"], [0, "UNPRICED"], [0, null]],
  );
}

async function checkStatements({ owner, projectId, tenantId }: World): Promise<void> {
  const lists: [string, string, Record<string, unknown>][] = [
    ["logs", NESTED, { projectId }],
    [
      "logs of a tenant",
      NESTED.replace("$projectId: ID!", "$tenantId: ID!").replace("projectId: $projectId", "tenantId: $tenantId"),
      { tenantId },
    ],
    [
      "projects",
      `query ($id: ID!) { node(id: $id) { ... on Tenant { projects(first: 50) { edges { node {
        name routes(first: 1) { edges { node { name } } } apiKeys(first: 1) { edges { node { name } } } } } } } } }`,
      { id: tenantId },
    ],
    [
      "routes and keys",
      `query ($id: ID!) { node(id: $id) { ... on Project {
        routes(first: 50) { edges { node { name project { name } } } }
        apiKeys(first: 50) { edges { node { name project { name } } } } } } }`,
      { id: projectId },
    ],
  ];
  const idle = (await fewestStatements(() => owner.data("{ __typename }"))).length;
  for (const [name, query, variables] of lists) {
    const statements = await fewestStatements(() => owner.data(query, variables));
    assert.ok(statements.length - idle >= 3, `${name}: counted nothing`);
    assert.ok(statements.length - idle <= 5, `${name}: ${statements.length - idle}\n${statements.join("\n")}`);
  }
}

async function checkExports({ plane, records, tenantId, projectId }: World): Promise<void> {
  const get = (path: string, token: string | null = ADMIN.token) =>
    fetch(`${plane.url}/api/export/${path}`, { headers: token === null ? {} : { authorization: `Bearer ${token}` } });
  const where = JSON.stringify([{ field: "TAG", name: "team", operator: "STARTS_WITH", value: "=blue" }]);
  const query = new URLSearchParams({ tenantId, where, ...RANGE });
  const csv = await get(`logs.csv?${query}`);
  assert.equal(csv.status, 200);
  const lines = (await csv.text()).trimEnd().split("\r\n");
  assert.deepEqual([lines.length, lines[0]!.split(",").slice(0, 3)], [21, ["ts", "id", "projectId"]]);
  const jsonl = await get(`logs.jsonl?${new URLSearchParams({ projectId })}`);
  const rows = (await jsonl.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(rows.filter(({ ts }) => ts < RANGE.to).map(({ id }) => id), ids(records.slice(0, 50)));
  const refusals = [
    await get(`logs.csv?${new URLSearchParams({ projectId, where: "[" })}`),
    await get(`logs.csv?${query}`, null),
  ];
  assert.deepEqual(refusals.map(({ status }) => status), [400, 401]);
  await Promise.all(refusals.map((refusal) => refusal.body?.cancel()));
  const usage = new URLSearchParams({ tenantId, ...RANGE, bucket: "HOUR", groupBy: "PROVIDER", latencies: "true" });
  const table = (await (await get(`usage.csv?${usage}`)).text()).trimEnd().split("\r\n");
  assert.equal(table.length, 25);
  assert.match(table[1]!, /^[^,]+,(anthropic|openai),false,\d/);
}

test("requestLogs, requestLogVolume, requestLogFacets, costs and exports answer what is searched for", async (t) => {
  const world = await searchWorld();
  await using _plane = world.plane;
  const steps = { conditions: checkConditions, volume: checkVolume, facets: checkFacets, exports: checkExports };
  for (const [name, check] of Object.entries({ ...steps, costs: checkCosts, statements: checkStatements })) {
    await t.step(name, () => check(world));
  }
});
