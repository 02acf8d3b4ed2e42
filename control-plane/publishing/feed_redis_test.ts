import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { startFeedPublisher } from "./feed_publisher.ts";
import { feedFixture, insertApiKey, insertCredential, insertRevision } from "./testing/feed_fixture.ts";

/** A publisher on a Redis that can be killed. */
async function redisFixture() {
  await using undo = new AsyncDisposableStack();
  const fixture = undo.use(await feedFixture());
  const redis = undo.use(await startRedis({ private: true }));
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  undo.defer(() => transport.close());
  const publisher = startFeedPublisher({ ...fixture, transport }, fixture);
  undo.defer(() => publisher.stop());
  await publisher.ready;
  const owned = undo.move();
  return { fixture, redis, transport, publisher, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test("startFeedPublisher() fills a Redis that came back empty, and delivers what was enqueued meanwhile", async () => {
  await using world = await redisFixture();
  const { fixture, redis, transport, publisher } = world;
  const credential = await insertCredential(fixture);
  const revision = await insertRevision(fixture, 1);
  await fixture.db.$transaction((tx) =>
    fixture.outbox.enqueue(tx, { kind: "REVISION", tenantId: fixture.tenant.id, entityId: revision.id })
  );
  await eventually(async () => (await transport.configFeed.get(fixture.tenant.id)).state === "found");

  await redis.kill();
  const key = await insertApiKey(fixture, "aaaaaaaaaaaa");
  await fixture.db.$transaction((tx) =>
    fixture.outbox.enqueue(tx, { kind: "API_KEY", tenantId: key.tenantId, entityId: key.id })
  );
  await eventually(() => !publisher.readiness().ready);
  await redis.restart();
  const startMs = performance.now();
  await eventually(async () => (await transport.keyDirectory.get("aaaaaaaaaaaa")).state === "found");
  const healedMs = performance.now() - startMs;
  assert.ok(healedMs < 8_000, `${healedMs}`);
  assert.equal((await transport.configFeed.get(fixture.tenant.id)).state, "found");
  const credentials = await transport.credentialFeed.getAll(fixture.tenant.id);
  assert.ok(credentials.state === "found");
  assert.deepEqual(credentials.value.map(({ credentialId }) => credentialId), [credential.id]);
  await eventually(async () => await fixture.db.feedOutbox.count({ where: { deliveredAt: null } }) === 0);
});

test("startFeedPublisher() delivers to Redis within 50 ms of the commit", async () => {
  await using world = await redisFixture();
  const { fixture, transport } = world;
  const timesMs: number[] = [];
  for (let n = 1; n <= 8; n++) {
    const revision = await insertRevision(fixture, n);
    const arrived = Promise.withResolvers<void>();
    const watch = transport.configFeed.watch({
      changed: ({ number }) => number === n && arrived.resolve(),
      resync() {},
    });
    await fixture.db.$transaction((tx) =>
      fixture.outbox.enqueue(tx, { kind: "REVISION", tenantId: fixture.tenant.id, entityId: revision.id })
    );
    const startMs = performance.now();
    await arrived.promise;
    timesMs.push(performance.now() - startMs);
    watch.close();
  }
  assert.ok(Math.min(...timesMs) < 50, `${timesMs}`);
});
