import assert from "node:assert/strict";
import { eventually } from "../../../testing/eventually.ts";
import { startRedis } from "../../../testing/services.ts";
import { test } from "../../../testing/test.ts";
import type { RevisionChange } from "../config_feed.ts";
import { sampleCooling, sampleId, sampleRecords, sampleRevision } from "../contract/samples.ts";
import { KeptChanges } from "../contract/tested_transport.ts";
import type { Transport } from "../transport.ts";
import { TransportError } from "../transport_error.ts";
import { command, testedRedisTransport } from "../contract/tested_redis_transport.ts";
import { written } from "../contract/written.ts";

const none = new Map<string, number>();
const tenantId = sampleId(1);
/** Twice what is promised: the machine may be busy. */
const ANSWER_MS_MAX = 1_000;

test("redisTransport() answers unknown while Redis is dead, and heals when it is back empty", async () => {
  await using redis = await startRedis({ private: true });
  const problems: string[] = [];
  await using under = testedRedisTransport({ url: redis.url, onProblem: ({ code }) => problems.push(code) });
  const { transport } = under;
  const kept = await setUp(transport);
  const reconnects = countReconnects(transport);
  const { writer, reader } = transport.recordStream;

  await redis.kill();
  await assertUnreachable(transport);
  await assert.rejects(reader.read("recorder-a", { recordsMax: 1 }), isCode("unreachable"));
  await assert.rejects(transport.configFeed.put(sampleRevision(2)), isCode("unreachable"));
  await transport.fleet.beat({ instance: "gateway-1", build: "test", startedAt: 0, requestsInFlight: 0 });
  await assert.rejects(transport.breakerBoard.read(null), isCode("unreachable"));
  await transport.breakerBoard.publish(sampleCooling(1), 5_000);
  const resyncs = kept.resyncs;

  await redis.restart();
  await eventually(() => kept.resyncs > resyncs && reconnects.count > 0);
  assert.equal((await eventuallyHealthy(transport).then(() => transport.configFeed.get(tenantId))).state, "unknown");
  assert.equal((await writer.append(written(sampleRecords(1, 1)))).state, "unavailable");
  await assert.rejects(reader.read("recorder-a", { recordsMax: 1 }), isCode("uninitialised"));
  await fill(transport, 3);
  await eventually(() => kept.changes.at(-1)?.number === 3 && kept.events.at(-1) === "resync");
  const { epoch } = await reader.initialise(new Map([["gateway-1", 4]]));
  assert.deepEqual(await writer.append(written(sampleRecords(5, 5))), { state: "appended", epoch });
  assert.equal(await writer.watermark("gateway-1"), 4);
  assert.ok(problems.includes("connection_lost") && problems.includes("connection_restored"));
});

test("redisTransport() answers in time while Redis hangs, and goes on where it was", async () => {
  await using redis = await startRedis({ private: true });
  await using under = testedRedisTransport({ url: redis.url });
  const { transport } = under;
  const kept = await setUp(transport);
  const { reader } = transport.recordStream;
  const pid = await serverPid(redis.url);
  const controller = new AbortController();
  const waiting = reader.read("recorder-a", { recordsMax: 10, blockMs: 60_000, signal: controller.signal });

  Deno.kill(pid, "SIGSTOP");
  try {
    await assertAnswersUnknown(transport);
    // The second time there is no connection to wait for.
    await assertAnswersUnknown(transport);
    assert.equal((await transport.healthy()).ok, false);
    controller.abort();
    assert.deepEqual(await waiting, []);
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
  await eventuallyHealthy(transport);
  assert.equal((await transport.configFeed.get(tenantId)).state, "found");
  await transport.configFeed.put(sampleRevision(2));
  await eventually(() => kept.changes.at(-1)?.number === 2);
  assert.equal((await transport.recordStream.writer.append(written(sampleRecords(1, 1)))).state, "appended");
  assert.equal((await reader.read("recorder-a", { recordsMax: 10 })).length, 1);
});

test("redisTransport() can be closed while Redis hangs", async () => {
  await using redis = await startRedis({ private: true });
  const { transport } = testedRedisTransport({ url: redis.url });
  await setUp(transport);
  const pid = await serverPid(redis.url);
  Deno.kill(pid, "SIGSTOP");
  try {
    const append = transport.recordStream.writer.append(written(sampleRecords(1, 1)));
    const read = assert.rejects(transport.recordStream.reader.read("recorder-a", { recordsMax: 1 }), isCode("closed"));
    await transport.close();
    assert.equal((await append).state, "unavailable");
    await read;
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
});

test("redisTransport() starts while Redis is away, and connects when it comes", async () => {
  await using redis = await startRedis({ private: true });
  await redis.kill();
  await using under = testedRedisTransport({ url: redis.url });
  const { transport } = under;
  const kept = new KeptChanges<RevisionChange>();
  transport.configFeed.watch(kept);
  await assertUnreachable(transport);
  assert.equal(kept.resyncs, 0);
  await redis.restart();
  await eventually(() => kept.resyncs > 0);
  await eventuallyHealthy(transport);
  await fill(transport, 1);
  assert.equal((await transport.configFeed.get(tenantId)).state, "found");
});

test("redisTransport() is told when Redis was set back to an old dump", async () => {
  await using redis = await startRedis({ private: true });
  await using under = testedRedisTransport({ url: redis.url });
  const { transport } = under;
  const { writer, reader, tail } = transport.recordStream;
  const kept = await setUp(transport);
  await writer.append(written(sampleRecords(1, 10)));
  const dump = await dumpAll(redis.url);

  await reader.acknowledge(await entryIds(transport), new Map([["gateway-1", 10]]));
  await writer.append(written(sampleRecords(11, 30)));
  await transport.configFeed.put(sampleRevision(2));
  await transport.feedState.commit("epoch-1", 2n);
  await eventually(() => kept.changes.at(-1)?.number === 2);
  const { cursor } = await tail.end();
  const reconnects = countReconnects(transport);
  const resyncs = kept.resyncs;
  await restoreAll(redis.url, dump);

  await eventually(() => kept.resyncs > resyncs && reconnects.count > 0);
  await eventuallyHealthy(transport);
  assert.deepEqual(await transport.feedState.read(), { epoch: "epoch-1", delivered: 1n }, "the reconciler sees it");
  assert.equal(await writer.watermark("gateway-1"), 0, "the shipper ships everything above it again");
  assert.equal((await tail.readAfter(cursor, { recordsMax: 100 })).gap, true);
  assert.equal((await writer.append(written(sampleRecords(1, 30)))).state, "appended");
  const deliveries = await reader.read("recorder-a", { recordsMax: 100 });
  assert.deepEqual(deliveries.map(({ records }) => records.length), [10, 30]);
  await transport.configFeed.put(sampleRevision(2));
  await eventually(() => kept.changes.at(-1)?.number === 2 && kept.changes.length > 1);
});

test("RedisRecordReader.read() delivers what parses of an entry, and counts and reports the rest", async () => {
  await using redis = await startRedis({ private: true });
  const rejected: number[] = [];
  const onProblem = ({ code, count }: { code: string; count: number }) => {
    if (code === "unreadable_record") rejected.push(count);
  };
  await using under = testedRedisTransport({ url: redis.url, onProblem });
  const { writer, reader, tail } = under.transport.recordStream;
  await reader.initialise(none);
  const { cursor } = await tail.end();
  const [first, second] = sampleRecords(1, 2);
  const broken = { ...first!, outcome: "eaten" as "failed", sequence: { instance: "gateway-2", n: 7 } };
  await writer.append(written([first!, broken, second!]));
  const stream = await command(redis.url, async (client) => (await client.keys("*:records"))[0]!);
  await command(redis.url, (client) => client.xadd(stream, "*", "count", "7", "records", "[torn"));
  await command(redis.url, (client) => client.xadd(stream, "*", "who", "knows"));
  const deliveries = await reader.read("recorder-a", { recordsMax: 150 });
  assert.deepEqual(deliveries.map(({ records, rejected }) => [records.length, rejected]), [[2, 1], [0, 7], [0, 1]]);
  assert.deepEqual(deliveries[0]?.rejectedSequences, [{ instance: "gateway-2", n: 7 }]);
  assert.deepEqual(rejected, [9]);
  const read = await tail.readAfter(cursor, { recordsMax: 10 });
  assert.deepEqual(read.records.map(({ record }) => record.sequence.n), [1, 2]);
  await reader.acknowledge(deliveries.map(({ entryId }) => entryId), none);
  assert.deepEqual(await reader.read("recorder-a", { recordsMax: 150, blockMs: 0 }), []);
});

/** A filled feed with revision 1, an initialised record stream, a watcher that listens. */
async function setUp(transport: Transport): Promise<KeptChanges<RevisionChange>> {
  const kept = new KeptChanges<RevisionChange>();
  transport.configFeed.watch(kept);
  await eventually(() => kept.resyncs > 0);
  await fill(transport, 1);
  await transport.recordStream.reader.initialise(none);
  await eventually(() => kept.changes.length === 1 && kept.events.at(-1) === "resync");
  return kept;
}

async function fill(transport: Transport, number: number): Promise<void> {
  await transport.feedState.clear("epoch-1");
  await transport.configFeed.put(sampleRevision(number));
  assert.equal(await transport.feedState.commit("epoch-1", BigInt(number)), "committed");
}

async function assertUnreachable(transport: Transport): Promise<void> {
  await assertAnswersUnknown(transport);
  assert.equal((await transport.healthy()).ok, false);
  assert.equal((await transport.recordStream.writer.append(written(sampleRecords(1, 1)))).state, "unavailable");
  assert.equal(await transport.recordStream.writer.watermark("gateway-1"), null);
}

async function assertAnswersUnknown(transport: Transport): Promise<void> {
  const startMs = performance.now();
  const answers = await Promise.all([
    transport.configFeed.get(tenantId),
    transport.credentialFeed.getAll(tenantId),
    transport.keyDirectory.get("abcdefgh0123"),
  ]);
  const tookMs = performance.now() - startMs;
  assert.deepEqual(answers.map(({ state }) => state), ["unknown", "unknown", "unknown"]);
  assert.ok(tookMs < ANSWER_MS_MAX, `took ${tookMs} ms`);
}

function eventuallyHealthy(transport: Transport): Promise<unknown> {
  return eventually(async () =>
    (await transport.healthy()).ok && await transport.recordStream.writer.watermark("x") === 0
  );
}

function countReconnects(transport: Transport): { count: number } {
  const reconnects = { count: 0 };
  transport.recordStream.writer.onReconnect(() => reconnects.count++);
  return reconnects;
}

async function entryIds(transport: Transport): Promise<string[]> {
  const deliveries = await transport.recordStream.reader.read("recorder-a", { recordsMax: 100, blockMs: 0 });
  return deliveries.map(({ entryId }) => entryId);
}

async function serverPid(url: string): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await command(url, (redis) => redis.info("server")))?.[1]);
}

type Dump = { key: string; value: Uint8Array }[];

function dumpAll(url: string): Promise<Dump> {
  return command(url, async (redis) => {
    const keys = await redis.keys("*");
    return await Promise.all(keys.map(async (key) => ({ key, value: (await redis.dumpBuffer(key))! })));
  });
}

/** What a restart from an old dump does: everybody is disconnected, and the past is the present. */
async function restoreAll(url: string, dump: Dump): Promise<void> {
  await command(url, async (redis) => {
    await redis.flushall();
    for (const { key, value } of dump) {
      await redis.restore(key, 0, value as Uint8Array & Parameters<typeof redis.restore>[2]);
    }
    await redis.call("CLIENT", "KILL", "TYPE", "normal");
  });
}

function isCode(code: TransportError["code"]): (error: unknown) => boolean {
  return (error) => error instanceof TransportError && error.code === code;
}
