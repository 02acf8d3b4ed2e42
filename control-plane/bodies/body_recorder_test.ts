import assert from "node:assert/strict";
import type { BodyEntry, CapturedBody } from "../../shared/contracts/captured_body.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { BodyStream } from "../../shared/transport/body_stream.ts";
import { testedRedisTransport } from "../../shared/transport/contract/tested_redis_transport.ts";
import { MemoryBodyStream } from "../../shared/transport/memory/memory_body_stream.ts";
import { eventually } from "../../testing/eventually.ts";
import { startRedis, withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { type Database, openDatabase } from "../database.ts";
import { insertRecords } from "../recorder/insert_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { startBodyRecorder } from "./body_recorder.ts";
import { dropExpiredBodies } from "./drop_expired_bodies.ts";
import { storeBodies } from "./store_bodies.ts";
import { sealedBody } from "./testing/sealed_body.ts";

const NOW_MS = Date.UTC(2026, 5, 15, 12);
const DAY_MS = 86_400_000;

test("startBodyRecorder() stores what comes through Redis, once, whatever comes twice, and acknowledges it", async () => {
  await using redis = await startRedis({ private: true });
  await using under = testedRedisTransport({ url: redis.url });
  await using scene = await openScene();
  const stream = under.transport.bodyStream;
  const bodies = await Promise.all([1, 2, 3].map(() => scene.body()));
  await stream.writer.append(bodies.map(entryOf));
  await stream.writer.append([entryOf(bodies[0]!), lossOf(bodies[0]!, 4)]);
  const recorder = startBodyRecorder({ ...scene, reader: stream.reader }, { consumer: "recorder-1" });
  await eventually(async () => (await scene.db.bodyLoss.count()) === 1);
  await recorder.stop();
  assert.deepEqual(await scene.stored(), bodies.map(({ requestId }) => requestId).sort());
  assert.deepEqual(await stream.reader.read("another", { entriesMax: 10, claimIdleMs: 0 }), []);
  assert.deepEqual(recorder.counts(), { stored: 4, refused: 0, unreadable: 0 });
});

test("startBodyRecorder() loses nothing while Postgres refuses to answer, and goes on", async () => {
  await using scene = await openScene();
  const stream = new MemoryBodyStream(scene.clock, 1_000_000);
  await stream.append([entryOf(await scene.body())]);
  let failures = 0;
  const db = new Proxy(scene.db, {
    get: (target, name) => {
      if (name === "$executeRaw" && failures++ < 3) return () => Promise.reject(new Error("terminating connection"));
      return Reflect.get(target, name);
    },
  });
  const recorder = startBodyRecorder({ ...scene, db, reader: stream }, { consumer: "recorder-1" });
  await eventually(async () => {
    await scene.clock.advance(1_000);
    return (await scene.stored()).length === 1;
  });
  await recorder.stop();
  assert.ok(scene.logger.names("warn").includes("body_recorder_interrupted"));
});

test("startBodyRecorder() passes over bodies of a project that is gone, and counts what Postgres refuses", async () => {
  await using scene = await openScene();
  const stream: BodyStream = new MemoryBodyStream(scene.clock, 1_000_000);
  const [good, bad] = [await scene.body(), await scene.body()];
  const gone = { ...await scene.body(), projectId: sampleRecord(1).id };
  await stream.writer.append([gone, { ...bad, masterKeyId: "k\u0000" }, good].map(entryOf));
  const recorder = startBodyRecorder({ ...scene, reader: stream.reader }, { consumer: "recorder-1" });
  await eventually(async () => (await scene.db.bodyLoss.count()) === 1);
  await recorder.stop();
  assert.deepEqual(await scene.stored(), [good.requestId]);
  const [loss] = await scene.db.bodyLoss.findMany();
  assert.deepEqual([loss!.instance, loss!.reason, loss!.count], ["recorder-1", "refused", 1n]);
});

test("dropExpiredBodies() keeps each project's bodies its time, and none longer than records", async () => {
  await using scene = await openScene();
  const aged = async (days: number, recorded = true) => {
    const body = await scene.body(NOW_MS - days * DAY_MS, recorded);
    await storeBodies(scene.db, [body]);
    return body.requestId;
  };
  const kept = [await aged(0), await aged(6.9), await aged(0.9, false)];
  await aged(7.1);
  await aged(1.1, false);
  const unmarked = await aged(1.2);
  await scene.db.requestLog.updateMany({ where: { id: unmarked }, data: { bodies: null } });
  assert.equal(await dropExpiredBodies(scene.db, scene.clock, 30), 3);
  assert.deepEqual(await scene.stored(), kept.sort());
  const old = await aged(40);
  await scene.setRetention(100);
  assert.equal(await dropExpiredBodies(scene.db, scene.clock, 50), 0);
  assert.ok((await scene.stored()).includes(old), "as the project says now");
  assert.equal(await dropExpiredBodies(scene.db, scene.clock, 30), 1, "its record is gone");
  await scene.setRetention(1);
  assert.equal(await dropExpiredBodies(scene.db, scene.clock, 30), 1);
});

test("dropExpiredBodies() deletes more than one batch, and forgets losses of long ago", async () => {
  await using scene = await openScene();
  const sealed = await scene.body(NOW_MS - 9 * DAY_MS, false);
  const many = Array.from({ length: 1_100 }, () => ({ ...sealed, requestId: sampleRecord(1).id }));
  await storeBodies(scene.db, many);
  const { tenantId } = sealed;
  const losses = [89, 91].map((days) => ({
    tenantId,
    instance: `gw-${days}`,
    reason: "queue_full",
    count: 1n,
    updatedAt: new Date(NOW_MS - days * DAY_MS),
  }));
  await scene.db.bodyLoss.createMany({ data: losses });
  assert.equal(await dropExpiredBodies(scene.db, scene.clock, 30), 1_100);
  assert.deepEqual((await scene.db.bodyLoss.findMany()).map(({ instance }) => instance), ["gw-89"]);
});

async function openScene() {
  const database = await withDatabase();
  const { db, close } = openDatabase(database.url, { connectionsMax: 4 });
  const clock = new ManualClock(NOW_MS);
  const tenant = await db.tenant.create({ data: { name: "Tenant", slug: "tenant" } });
  const project = await db.project.create({ data: { name: "Project", tenantId: tenant.id } });
  return {
    db,
    clock,
    logger: new MemoryLogger(),
    /** Bodies of a request at a time, with a record unless told otherwise. */
    body: async (atMs = NOW_MS, recorded = true): Promise<CapturedBody> => {
      const record = sampleRecord(1, { atMs, tenantId: tenant.id, projectId: project.id, bodies: "captured" });
      if (recorded) await storeRecord(db, record);
      return await sealedBody(record);
    },
    stored: async () => (await db.requestBody.findMany()).map(({ requestId }) => requestId).sort(),
    setRetention: (retentionDays: number) =>
      db.project.update({ where: { id: project.id }, data: { capture: { enabled: false, retentionDays } } }),
    async [Symbol.asyncDispose]() {
      await close();
      await database.drop();
    },
  };
}

async function storeRecord(db: Database, record: ReturnType<typeof sampleRecord>): Promise<void> {
  await new LogPartitions(db).ensure([record.ts]);
  await db.$transaction((transaction) => insertRecords(transaction, [record]));
}

function entryOf(body: CapturedBody): BodyEntry {
  return { type: "body", body };
}

function lossOf({ tenantId }: CapturedBody, count: number): BodyEntry {
  return { type: "loss", loss: { instance: "gw-1", tenantId, reason: "queue_full", count } };
}
