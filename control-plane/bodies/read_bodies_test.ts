import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { insertRecords } from "../recorder/insert_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import type { Api } from "../testing/api.ts";
import { type OperationWorld, startOperationWorld } from "../testing/operation_world.ts";
import { eraseBodies } from "./erase_bodies.ts";
import { storeBodies, storeLosses } from "./store_bodies.ts";
import { SAMPLE_TEXTS, sealedBody } from "./testing/sealed_body.ts";

const DAY_MS = 86_400_000;
const BODIES = `query ($id: ID!) { node(id: $id) { ... on RequestLog {
  bodies {
    state
    request { text bytes truncated mediaCharacters redactions { name count } }
    answer { text bytes truncated mediaCharacters redactions { name count } }
  } } } }`;

test("requestLog.bodies gives prompt and answer, and each reading is on the audit trail", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const record = await storeRecord(world, { bodies: "captured" });
  await storeBodies(world.plane.db, [await sealedBody(record)]);
  const admin = await world.plane.member(world.tenantUuid, "ADMIN");
  for (const reader of [world.owner, admin]) {
    assert.deepEqual(await read(reader, record), { state: "CAPTURED", ...SAMPLE_TEXTS });
  }
  const events = await world.plane.db.auditEvent.findMany({ where: { action: "bodies.read" } });
  assert.deepEqual(events.map(({ targetKind, targetId, after }) => [targetKind, targetId, after]), [
    ["RequestLog", record.id, { state: "captured" }],
    ["RequestLog", record.id, { state: "captured" }],
  ]);
  assert.equal(new Set(events.map(({ actorId }) => actorId)).size, 2);
});

test("requestLog.bodies tells apart why there are none", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { db } = world.plane;
  const nowMs = Date.now();
  const expectState = async (state: string, fields: Parameters<typeof sampleRecord>[1], body = false) => {
    const record = await storeRecord(world, fields);
    if (body) await storeBodies(db, [await sealedBody(record)]);
    assert.deepEqual(await read(world.owner, record), { state, request: null, answer: null }, state);
    return record;
  };
  await expectState("NOT_CAPTURED", {});
  await expectState("NO_LOG", { bodies: "no_log" });
  await expectState("PENDING", { bodies: "captured" });
  await expectState("DROPPED", { bodies: "captured", atMs: nowMs - 300_000 });
  const old = await expectState("EXPIRED", { bodies: "captured", atMs: nowMs - 8 * DAY_MS }, true);
  await world.owner.mutate("updateProject", { id: world.projectId, capture: { enabled: false, retentionDays: 9 } });
  assert.equal((await read(world.owner, old)).state, "CAPTURED", "the project's retention as it is now");

  const strange = await storeRecord(world, { bodies: "captured" });
  const masterKeys = `k9:${btoa("another key of thirty-two bytes!")}`;
  await storeBodies(db, [await sealedBody(strange, { masterKeys })]);
  assert.equal((await read(world.owner, strange)).state, "UNREADABLE");
  const moved = await storeRecord(world, { bodies: "captured" });
  await storeBodies(db, [{ ...await sealedBody(strange), requestId: moved.id }]);
  assert.equal((await read(world.owner, moved)).state, "UNREADABLE", "bound to its request");
  assert.equal(await db.auditEvent.count({ where: { action: "bodies.read" } }), 8, "whatever there was");
});

test("requestLog.bodies is refused to whoever may not, without a trace of what there is, and the record stays", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { plane } = world;
  const record = await storeRecord(world, { bodies: "captured" });
  await storeBodies(plane.db, [await sealedBody(record)]);
  const refused: [string, Api][] = [
    ["developer", await plane.member(world.tenantUuid, "DEVELOPER")],
    ["viewer", await plane.member(world.tenantUuid, "VIEWER")],
    ["token without its scope", await plane.ownerWith(["logs:read", "logs:read", "projects:write"])],
  ];
  const id = encodeGlobalId("RequestLog", record.id);
  for (const [who, api] of refused) {
    const query = "query ($id: ID!) { node(id: $id) { ... on RequestLog { requestId bodies { state } } } }";
    const answer = await api.send(query, { id });
    assert.equal(answer.errors?.[0]?.extensions.code, "FORBIDDEN", who);
    assert.deepEqual(answer.data.node, { requestId: record.id, bodies: null }, who);
  }
  const scoped = await plane.ownerWith(["logs:read", "bodies:read"]);
  assert.equal((await read(scoped, record)).state, "CAPTURED");
  const stranger = await plane.stranger();
  assert.equal((await stranger.send(BODIES, { id })).errors?.[0]?.extensions.code, "NOT_FOUND");
  assert.equal((await plane.anonymous.send(BODIES, { id })).errors?.[0]?.extensions.code, "UNAUTHENTICATED");
  assert.equal(await plane.db.auditEvent.count({ where: { action: "bodies.read" } }), 1, "only what was given");
});

test("requestLog.bodies cannot be asked of a whole page", async () => {
  await using made = await startOperationWorld();
  const { owner, projectId } = made.world;
  const query = `query ($id: ID!, $first: Int) {
    requestLogs(projectId: $id, first: $first) { edges { node { bodies { state } } } } }`;
  assert.equal((await owner.send(query, { id: projectId, first: 10 })).errors, undefined);
  assert.equal((await owner.send(query, { id: projectId, first: 100 })).errors?.[0]?.extensions.code, "VALIDATION");
});

test("eraseBodies() takes the bodies of these requests alone", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { db } = world.plane;
  const records = [await storeRecord(world, { bodies: "captured" }), await storeRecord(world, { bodies: "captured" })];
  await storeBodies(db, await Promise.all(records.map((record) => sealedBody(record))));
  const ids = [records[0]!.id, sampleRecord(1).id];
  assert.equal(await db.$transaction((transaction) => eraseBodies(transaction, ids)), 1);
  assert.deepEqual((await db.requestBody.findMany()).map(({ requestId }) => requestId), [records[1]!.id]);
});

test("bodyLosses gives the highest count of each process and reason, whatever comes twice or late", async () => {
  await using made = await startOperationWorld();
  const { plane, owner, tenantId, tenantUuid } = made.world;
  const clock = { now: () => Date.UTC(2026, 1, 1), monotonic: () => 0, delay: () => Promise.resolve() };
  const loss = (count: number, reason: "queue_full" | "stream_full" = "queue_full") => ({
    instance: "gw-1",
    tenantId: tenantUuid,
    reason,
    count,
  });
  await storeLosses(plane.db, [loss(3), loss(5), loss(4), loss(1, "stream_full")], clock);
  await storeLosses(plane.db, [loss(2)], clock);
  const query = "query ($id: ID!) { bodyLosses(tenantId: $id) { instance reason requests updatedAt } }";
  const updatedAt = "2026-02-01T00:00:00.000Z";
  assert.deepEqual((await owner.data(query, { id: tenantId })).bodyLosses, [
    { instance: "gw-1", reason: "QUEUE_FULL", requests: "5", updatedAt },
    { instance: "gw-1", reason: "STREAM_FULL", requests: "1", updatedAt },
  ]);
});

async function storeRecord(world: OperationWorld, fields: Parameters<typeof sampleRecord>[1]): Promise<RequestRecord> {
  const { db } = world.plane;
  const { id: apiKeyId, tenantId, projectId } = await db.apiKey.findFirstOrThrow({ orderBy: { id: "asc" } });
  const record = sampleRecord(1, { tenantId, projectId, apiKeyId, ...fields });
  await new LogPartitions(db).ensure([record.ts]);
  await db.$transaction((transaction) => insertRecords(transaction, [record]));
  return record;
}

async function read(api: Api, { id }: RequestRecord) {
  const answer = await api.data(BODIES, { id: encodeGlobalId("RequestLog", id) });
  return answer.node.bodies;
}
