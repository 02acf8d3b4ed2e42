import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { startFeedPublisher } from "./feed_publisher.ts";
import { deliverPending, pruneDelivered } from "./outbox_worker.ts";
import { reconcile } from "./reconciler.ts";
import {
  type FeedFixture,
  feedFixture,
  insertApiKey,
  insertCredential,
  insertRevision,
} from "./testing/feed_fixture.ts";

/** Creates a key and its outbox row, as a service does. */
async function createKey(fixture: FeedFixture, keyId: string): Promise<void> {
  const key = await insertApiKey(fixture, keyId);
  await fixture.db.$transaction((transaction) =>
    fixture.outbox.enqueue(transaction, { kind: "API_KEY", tenantId: key.tenantId, entityId: key.id })
  );
}

async function keyState({ transport }: FeedFixture, keyId: string): Promise<string> {
  return (await transport.keyDirectory.get(keyId)).state;
}

async function endListeners({ db }: FeedFixture): Promise<number> {
  return await db.$executeRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'perpetuo-outbox-listener'`;
}

async function countListeners({ db }: FeedFixture): Promise<number> {
  return await db.$executeRaw`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'perpetuo-outbox-listener'`;
}

test("startFeedPublisher() is ready when an empty feed has been filled", async () => {
  await using fixture = await feedFixture();
  const credential = await insertCredential(fixture);
  await insertRevision(fixture, 1);
  const newest = await insertRevision(fixture, 2);
  await insertApiKey(fixture, "aaaaaaaaaaaa");
  const publisher = startFeedPublisher(fixture, fixture);
  assert.equal(publisher.readiness().ready, false);
  await publisher.ready;
  assert.deepEqual(publisher.readiness(), { ready: true });
  await publisher.stop();

  const revision = await fixture.transport.configFeed.get(fixture.tenant.id);
  assert.ok(revision.state === "found");
  assert.equal((revision.value as { number: number }).number, newest.number);
  const credentials = await fixture.transport.credentialFeed.getAll(fixture.tenant.id);
  assert.ok(credentials.state === "found");
  assert.deepEqual(credentials.value.map((one) => one.credentialId), [credential.id]);
  assert.equal(await keyState(fixture, "aaaaaaaaaaaa"), "found");
  assert.deepEqual(await fixture.transport.feedState.read(), { epoch: fixture.epoch, delivered: 0n });
});

test("startFeedPublisher() delivers at the commit, and not when it next compares", async () => {
  await using fixture = await feedFixture();
  const publisher = startFeedPublisher(fixture, fixture);
  await publisher.ready;
  const timesMs: number[] = [];
  for (const keyId of ["aaaaaaaaaaa1", "aaaaaaaaaaa2", "aaaaaaaaaaa3", "aaaaaaaaaaa4", "aaaaaaaaaaa5"]) {
    await createKey(fixture, keyId);
    const startMs = performance.now();
    await eventually(async () => await keyState(fixture, keyId) === "found");
    timesMs.push(performance.now() - startMs);
  }
  await publisher.stop();
  // The best of five, on a machine that may be busy; it compares every two seconds.
  assert.ok(Math.min(...timesMs) < 500, `${timesMs}`);
});

test("startFeedPublisher() delivers at a poke while it cannot listen", async () => {
  await using fixture = await feedFixture();
  const publisher = startFeedPublisher(fixture, { ...fixture, databaseUrl: "postgres://nobody@127.0.0.1:1/none" });
  await publisher.ready;
  await createKey(fixture, "aaaaaaaaaaaa");
  fixture.outbox.poke();
  await eventually(async () => await keyState(fixture, "aaaaaaaaaaaa") === "found", { timeoutMs: 900 });
  await publisher.stop();
});

test("startFeedPublisher() listens again after its connection was lost", async () => {
  await using fixture = await feedFixture();
  const publisher = startFeedPublisher(fixture, fixture);
  await publisher.ready;
  await eventually(async () => await endListeners(fixture) > 0);
  await eventually(() => fixture.logger.names("warn").includes("outbox_listener_lost"));
  await eventually(async () => await countListeners(fixture) === 0);
  await eventually(async () => await countListeners(fixture) > 0);
  await publisher.stop();
});

test("startFeedPublisher() heals a feed that forgot everything", async () => {
  await using fixture = await feedFixture();
  await insertRevision(fixture, 1);
  await createKey(fixture, "aaaaaaaaaaaa");
  const publisher = startFeedPublisher(fixture, fixture);
  await publisher.ready;
  await eventually(async () => await fixture.db.feedOutbox.count({ where: { deliveredAt: null } }) === 0);
  fixture.transport.forget();
  assert.equal(await keyState(fixture, "aaaaaaaaaaaa"), "unknown");
  await eventually(async () => await keyState(fixture, "aaaaaaaaaaaa") === "found");
  assert.equal((await fixture.transport.configFeed.get(fixture.tenant.id)).state, "found");
  await publisher.stop();
});

test("startFeedPublisher() goes on by itself when the feed was away", async () => {
  await using fixture = await feedFixture();
  const read = fixture.transport.feedState.read.bind(fixture.transport.feedState);
  fixture.transport.feedState.read = () => Promise.reject(new Error("unreachable"));
  const publisher = startFeedPublisher(fixture, fixture);
  await eventually(() => fixture.logger.names("warn").includes("feed_not_updated"));
  assert.equal(publisher.readiness().ready, false);
  fixture.transport.feedState.read = read;
  await publisher.ready;
  await publisher.stop();
});

test("deliverPending() delivers in order, marks and counts, and then finds nothing", async () => {
  await using fixture = await feedFixture();
  await reconcile(fixture);
  for (const keyId of ["aaaaaaaaaaa1", "aaaaaaaaaaa2"]) await createKey(fixture, keyId);
  const changes: string[] = [];
  const watch = fixture.transport.keyDirectory.watch({ changed: ({ keyId }) => changes.push(keyId), resync() {} });
  assert.equal(await deliverPending(fixture), 2);
  assert.equal(await deliverPending(fixture), 0);
  watch.close();
  assert.deepEqual(changes, ["aaaaaaaaaaa1", "aaaaaaaaaaa2"]);
  assert.deepEqual(await fixture.transport.feedState.read(), { epoch: fixture.epoch, delivered: 2n });
  assert.equal(await reconcile(fixture), "in_step");
});

test("deliverPending() delivers nothing to a feed that forgot or went back in time", async () => {
  await using fixture = await feedFixture();
  await createKey(fixture, "aaaaaaaaaaa1");
  assert.equal(await deliverPending(fixture), "behind");
  await reconcile(fixture);
  assert.equal(await deliverPending(fixture), 1);
  // As if Redis had been restored from a copy made before that delivery.
  fixture.transport.forget();
  await fixture.transport.feedState.clear(fixture.epoch);
  await fixture.transport.feedState.commit(fixture.epoch, 0n);
  await createKey(fixture, "aaaaaaaaaaa2");
  assert.equal(await deliverPending(fixture), "behind");
  assert.equal(await reconcile(fixture), "republished");
  assert.equal(await keyState(fixture, "aaaaaaaaaaa1"), "found");
  assert.equal(await deliverPending(fixture), 1);
});

test("deliverPending() gives a row that came to light late a new number", async () => {
  await using fixture = await feedFixture();
  await reconcile(fixture);
  const late = await insertApiKey(fixture, "aaaaaaaaaaa1");
  await createKey(fixture, "aaaaaaaaaaa2");
  await fixture.db.$executeRaw`UPDATE "FeedOutbox" SET id = 50`;
  await fixture.db.$executeRaw`SELECT setval(pg_get_serial_sequence('"FeedOutbox"', 'id'), 50)`;
  assert.equal(await deliverPending(fixture), 1);
  await fixture.db.feedOutbox.create({
    data: { id: 49n, kind: "API_KEY", tenantId: late.tenantId, entityId: late.id },
  });
  assert.equal(await deliverPending(fixture), 1);
  assert.equal(await keyState(fixture, "aaaaaaaaaaa1"), "found");
  assert.equal((await fixture.transport.feedState.read())?.delivered, 51n);
});

test("deliverPending() passes over an entry that does not fit its contract", async () => {
  await using fixture = await feedFixture();
  await reconcile(fixture);
  await createKey(fixture, "BAD");
  await createKey(fixture, "aaaaaaaaaaaa");
  assert.equal(await deliverPending(fixture), 2);
  assert.equal(await keyState(fixture, "aaaaaaaaaaaa"), "found");
  assert.ok(fixture.logger.names("error").includes("feed_entry_invalid"));
});

test("deliverPending() delivers each row once when several control planes deliver", async () => {
  await using fixture = await feedFixture();
  await reconcile(fixture);
  const keyIds = Array.from({ length: 40 }, (_, index) => `key${String(index).padStart(9, "0")}`);
  for (const keyId of keyIds) await createKey(fixture, keyId);
  const changes: string[] = [];
  const watch = fixture.transport.keyDirectory.watch({ changed: ({ keyId }) => changes.push(keyId), resync() {} });
  const counts = await Promise.all([1, 2, 3].map(() => deliverPending(fixture)));
  watch.close();
  assert.deepEqual(counts.toSorted(), [0, 0, 40]);
  assert.deepEqual(changes, keyIds);
});

test("pruneDelivered() deletes what was delivered over a day ago, but for the newest", async () => {
  await using fixture = await feedFixture();
  await reconcile(fixture);
  for (const keyId of ["aaaaaaaaaaa1", "aaaaaaaaaaa2"]) await createKey(fixture, keyId);
  await deliverPending(fixture);
  assert.equal(await pruneDelivered(fixture), 0);
  await fixture.db.feedOutbox.updateMany({ data: { deliveredAt: new Date(Date.now() - 25 * 3_600_000) } });
  assert.equal(await pruneDelivered(fixture), 1);
  assert.equal(await reconcile(fixture), "in_step");
});
