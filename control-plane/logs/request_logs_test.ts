import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";

const EVERY_FIELD = `
  id requestId ts outcome status errorCode dialect stream modelAsked modelServed provider providerKind
  attempts { provider model outcome errorClass status error credentialId startedAt firstByteMs endMs }
  tokens { input output cacheRead cacheWrite reasoning } estimatedTokens maxTokensAsked costNanoUsd priceVersion
  timings { queueMs overheadMs ttftMs totalMs }
  project { name } apiKey { id name } apiKeyId keyVersion endUser tags replayOf traceId sequence { instance n }
  revision { number hash message } revisionNumber revisionHash routeName routePath { path type chose } conditionInputs
  droppedFields policyVerdicts { policyId limit verdict counterKey remaining resetAt }
  charges { counterKey period nanoUsd } degradation cacheHit`;

const PAGE =
  `query ($projectId: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: RequestLogFilter) {
  requestLogs(projectId: $projectId, first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { requestId } }
  }
}`;

/** What the first start seeded, as fields of records and as global ids. */
async function seeded({ db }: TestControlPlane) {
  const project = await db.project.findFirstOrThrow();
  const apiKey = await db.apiKey.findFirstOrThrow();
  const { number, hash } = await db.revision.findFirstOrThrow();
  return {
    own: { tenantId: project.tenantId, projectId: project.id, apiKeyId: apiKey.id, revision: { number, hash } },
    project,
    apiKey,
    projectId: encodeGlobalId("Project", project.id),
  };
}

async function store({ db }: TestControlPlane, records: RequestRecord[]): Promise<void> {
  const partitions = new LogPartitions(db);
  const dependencies = { db, clock: systemClock, logger: new MemoryLogger(), partitions, retentionDays: 30, hooks: [] };
  assert.equal((await commitRecords(dependencies, records)).inserted, records.length);
}

test("requestLogs() answers every field of a record, and node() the same", async () => {
  await using plane = await startTestControlPlane();
  const { own, project, apiKey, projectId } = await seeded(plane);
  const record = sampleRecord(1, {
    ...own,
    timings: { queueMs: 0.5, overheadMs: 0.25, ttftMs: 600.5, totalMs: 2_423.5 },
  });
  await store(plane, [record]);
  const data = await plane.owner.data(
    `query ($id: ID!) { requestLogs(projectId: $id) { edges { node { ${EVERY_FIELD} } } } }`,
    { id: projectId },
  );
  const log = data.requestLogs.edges[0].node;
  assert.deepEqual(
    [log.requestId, log.outcome, log.dialect, log.providerKind, log.costNanoUsd, log.ts],
    [record.id, "COMPLETED", "OPENAI_CHAT", "ANTHROPIC", "1894500", new Date(record.ts).toISOString()],
  );
  assert.deepEqual([log.project.name, log.apiKey.name], [project.name, apiKey.name]);
  assert.equal(log.apiKeyId, log.apiKey.id);
  assert.deepEqual([log.revision.number, log.revision.hash], [own.revision.number, own.revision.hash]);
  assert.deepEqual(log.attempts.map((attempt: { provider: string; outcome: string }) => attempt.outcome), [
    "FAILED",
    "COMPLETED",
  ]);
  assert.deepEqual([log.timings, log.tokens, log.tags], [record.timings, record.tokens, record.tags]);
  const { node } = await plane.owner.data(
    `query ($id: ID!) { node(id: $id) { ... on RequestLog { ${EVERY_FIELD} } } }`,
    { id: log.id },
  );
  assert.deepEqual(node, log);
});

test("requestLogs() pages by cursors in both directions and filters", async () => {
  await using plane = await startTestControlPlane();
  const { own, projectId } = await seeded(plane);
  const records = Array.from(
    { length: 7 },
    (_, index) =>
      sampleRecord(index + 1, { ...own, status: 200 + index, outcome: index % 2 === 0 ? "completed" : "failed" }),
  );
  await store(plane, records);
  const newest = records.map((record) => record.id).toReversed();
  const page = async (variables: Record<string, unknown>) => {
    const { requestLogs } = await plane.owner.data(PAGE, { projectId, ...variables });
    const ids = requestLogs.edges.map((edge: { node: { requestId: string } }) => edge.node.requestId);
    return { ids, ...requestLogs.pageInfo };
  };
  const first = await page({ first: 3 });
  assert.deepEqual([first.ids, first.hasNextPage, first.hasPreviousPage], [newest.slice(0, 3), true, false]);
  const second = await page({ first: 10, after: first.endCursor });
  assert.deepEqual([second.ids, second.hasNextPage], [newest.slice(3), false]);
  const back = await page({ last: 2, before: second.startCursor });
  assert.deepEqual([back.ids, back.hasPreviousPage], [newest.slice(1, 3), true]);
  assert.deepEqual((await page({ filter: { outcome: ["FAILED"], statusMin: 203 } })).ids, [newest[1], newest[3]]);
  assert.deepEqual((await page({ filter: { requestId: newest[4] } })).ids, [newest[4]]);
  assert.deepEqual((await page({ filter: { minCostNanoUsd: "1894501" } })).ids, []);
});

test("requestLogs() says what is wrong with a filter or a cursor", async () => {
  await using plane = await startTestControlPlane();
  const { projectId } = await seeded(plane);
  const refused: [Record<string, unknown>, string[] | undefined][] = [
    [{ filter: { requestId: "x" } }, ["filter", "requestId"]],
    [{ filter: { statusMin: 1_000 } }, ["filter", "statusMin"]],
    [{ filter: { model: "a\u0000" } }, ["filter", "model"]],
    [{ filter: { apiKeyId: projectId } }, ["filter.apiKeyId"]],
    [{ after: "nonsense" }, ["after"]],
    [{ first: -1 }, undefined],
  ];
  for (const [variables, path] of refused) {
    const answer = await plane.owner.send(PAGE, { projectId, ...variables });
    assert.equal(answer.errors?.[0]?.extensions.code, "VALIDATION", JSON.stringify([variables, answer]));
    assert.deepEqual(answer.errors?.[0]?.extensions.issues?.[0].path, path);
  }
});

test("requestLogs() and node() refuse strangers, other tenants' members and tokens without the scope", async () => {
  await using plane = await startTestControlPlane();
  const { own, projectId } = await seeded(plane);
  const record = sampleRecord(1, own);
  await store(plane, [record]);
  const id = encodeGlobalId("RequestLog", record.id);
  const callers = [
    { api: plane.anonymous, code: "UNAUTHENTICATED" },
    { api: await plane.stranger(), code: "NOT_FOUND" },
    { api: await plane.member(own.tenantId, "VIEWER", ["projects:write"]), code: "FORBIDDEN" },
  ];
  for (const { api, code } of callers) {
    const page = await api.send(PAGE, { projectId });
    assert.deepEqual([page.data, page.errors?.[0]?.extensions.code], [null, code]);
    const node = await api.send(`query ($id: ID!) { node(id: $id) { id } }`, { id });
    assert.deepEqual([node.data?.node ?? null, node.errors?.[0]?.extensions.code], [null, code]);
  }
  const viewer = await plane.member(own.tenantId, "VIEWER", ["logs:read"]);
  assert.equal((await viewer.data(PAGE, { projectId })).requestLogs.edges.length, 1);
});
