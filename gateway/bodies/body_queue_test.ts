import assert from "node:assert/strict";
import { bodyContext, type BodyEntry, capturedTexts } from "../../shared/contracts/captured_body.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { BodyAppendResult } from "../../shared/transport/body_stream.ts";
import { MemoryBodyStream } from "../../shared/transport/memory/memory_body_stream.ts";
import { LocalKms } from "../../shared/vault/local_kms.ts";
import { sealedFromJson } from "../../shared/vault/sealed_json.ts";
import { Vault } from "../../shared/vault/vault.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { BodyQueue, type BodyQueueOptions } from "./body_queue.ts";
import type { GatheredBodies } from "./gathered_bodies.ts";

const vault = new Vault(LocalKms.parse(`k1:${btoa("0123456789abcdef0123456789abcdef")}`));

test("BodyQueue hands bodies on sealed, in order, bound to their tenant and request", async () => {
  const scene = openScene();
  scene.queue.offer(bodies(1));
  scene.queue.offer(bodies(2));
  await eventually(() => scene.queue.health.handedOn === 2);
  const entries = await scene.read();
  assert.ok(!JSON.stringify(entries).includes("prompt"));
  for (const [index, entry] of entries.entries()) {
    assert.equal(entry.type, "body");
    const { body } = entry as Extract<BodyEntry, { type: "body" }>;
    assert.deepEqual([body.requestId, body.tenantId, body.projectId], [id(index + 1), id(90), id(91)]);
    const text = await vault.open(sealedFromJson(body), bodyContext(body.tenantId, body.requestId));
    assert.equal(capturedTexts.parse(JSON.parse(text)).request.text, `{"prompt":"number ${index + 1}"}`);
  }
  await scene.queue.close();
  assert.deepEqual(scene.queue.health, { waiting: 0, handedOn: 2, lost: {} });
});

test("BodyQueue counts what finds no place, and tells the recorder of it", async () => {
  const scene = openScene({ requestsMax: 2 });
  for (let n = 1; n <= 5; n++) scene.queue.offer(bodies(n, n === 5 ? 80 : 90));
  await eventually(() => scene.queue.health.waiting === 0);
  await scene.queue.close();
  assert.deepEqual(scene.queue.health, { waiting: 0, handedOn: 2, lost: { queue_full: 3 } });
  const losses = (await scene.read()).filter((entry) => entry.type === "loss").map(({ loss }) => loss);
  const of = (tenant: number, count: number) => ({
    instance: "gw-1",
    tenantId: id(tenant),
    reason: "queue_full",
    count,
  });
  assert.deepEqual(losses.sort((a, b) => b.count - a.count), [of(90, 2), of(80, 1)]);
  assert.deepEqual(scene.logger.names("warn"), ["bodies_lost"]);
});

test("BodyQueue is bounded by bytes as well, whatever one request brings", async () => {
  const scene = openScene({ bytesMax: 100 });
  scene.queue.offer(bodies(1, 90, 101));
  scene.queue.offer(bodies(2, 90, 60));
  scene.queue.offer(bodies(3, 90, 60));
  await eventually(() => scene.queue.health.waiting === 0);
  scene.queue.offer(bodies(4, 90, 100));
  await eventually(() => scene.queue.health.handedOn === 2);
  assert.deepEqual(scene.queue.health.lost, { queue_full: 2 });
  await scene.queue.close();
});

test("BodyQueue tries again while the stream is away, and drops what a full one does not take", async () => {
  const answers: BodyAppendResult[] = [
    { state: "unavailable", reason: "away" },
    { state: "unavailable", reason: "away" },
    { state: "appended" },
    { state: "full" },
    { state: "appended" },
  ];
  const appended: BodyEntry[][] = [];
  const scene = openScene({
    writer: {
      append: (entries) => {
        const answer = answers.shift()!;
        if (answer.state === "appended") appended.push([...entries]);
        return Promise.resolve(answer);
      },
    },
  });
  scene.queue.offer(bodies(1));
  for (const waitMs of [100, 200]) {
    await scene.clock.untilPending();
    assert.equal(scene.queue.health.waiting, 1);
    await scene.clock.advance(waitMs);
  }
  await eventually(() => scene.queue.health.handedOn === 1);
  scene.queue.offer(bodies(2));
  await scene.clock.untilPending();
  assert.deepEqual(scene.queue.health, { waiting: 0, handedOn: 1, lost: { stream_full: 1 } });
  await scene.clock.advance(5_000);
  await eventually(() => appended.length === 2);
  assert.deepEqual(appended[1], [{
    type: "loss",
    loss: { instance: "gw-1", tenantId: id(90), reason: "stream_full", count: 1 },
  }]);
  await scene.queue.close();
});

test("BodyQueue.close() gives up after its time, and counts what is left", async () => {
  const scene = openScene({ writer: { append: () => Promise.resolve({ state: "unavailable", reason: "away" }) } });
  scene.queue.offer(bodies(1));
  scene.queue.offer(bodies(2));
  await scene.clock.untilPending();
  const closed = scene.queue.close(1_000);
  while (scene.queue.health.waiting > 0) await scene.clock.advance(100);
  await closed;
  assert.deepEqual(scene.queue.health.lost, { stream_unavailable: 2 });
  scene.queue.offer(bodies(3));
  assert.deepEqual(scene.queue.health.lost, { stream_unavailable: 2, queue_full: 1 });
});

test("BodyQueue loses bodies that cannot be prepared, and quotes nothing of them", async () => {
  const scene = openScene();
  const hostile = {
    ...bodies(1),
    request: {
      body: {
        get prompt() {
          return fail();
        },
      },
      bytes: 1,
    },
  };
  scene.queue.offer(hostile as unknown as GatheredBodies);
  scene.queue.offer(bodies(2));
  await eventually(() => scene.queue.health.handedOn === 1);
  assert.deepEqual(scene.queue.health.lost, { unreadable: 1 });
  assert.ok(!JSON.stringify(scene.logger.events).includes("the prompt itself"));
  await scene.queue.close();
});

function openScene(options: Partial<BodyQueueOptions> = {}) {
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const stream = new MemoryBodyStream(clock, 1_000_000);
  const queue = new BodyQueue({ writer: stream, vault, clock, logger, instance: "gw-1", ...options });
  const read = async () => (await stream.read("test", { entriesMax: 100 })).map(({ entry }) => entry!);
  return { clock, logger, queue, read };
}

function id(n: number): string {
  return `01980000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

function bodies(n: number, tenant = 90, bytes = 10): GatheredBodies {
  return {
    requestId: id(n),
    ts: 1_700_000_000_000,
    tenantId: id(tenant),
    projectId: id(91),
    settings: { enabled: true, bytesMax: 1_024, retentionDays: 7, redact: [] },
    request: { body: { prompt: `number ${n}` }, bytes },
    answer: null,
  };
}

function fail(): never {
  throw new Error("the prompt itself");
}
