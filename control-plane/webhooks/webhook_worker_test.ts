import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { CLAIM_MS, claimDeliveries } from "./claim_deliveries.ts";
import { enqueueEvents } from "./enqueue_event.ts";
import { DELIVERIES_KEPT_MS, pruneDeliveries } from "./prune_deliveries.ts";
import { ATTEMPTS_MAX, retryDelayMs } from "./retry_schedule.ts";
import { refused, webhookWorld } from "./testing/webhook_world.ts";

test("startWebhookWorker() sends an event to every active endpoint that wants it, signed by its own secret", async () => {
  await using world = await webhookWorld();
  const endpoints = [await world.endpoint(), await world.endpoint()];
  await world.endpoint({ active: false });
  await world.endpoint({ events: ["something.else"] });
  const other = await world.db.tenant.create({ data: { name: "Other", slug: "other" } });
  await world.endpoint({ tenantId: other.id });
  assert.equal(await world.occur(), 2);
  world.worker();
  await eventually(async () => await world.db.webhookDelivery.count({ where: { state: "DELIVERED" } }) === 2);
  assert.deepEqual(world.sent.map(({ secrets }) => secrets).sort(), endpoints.map(({ secret }) => [secret]).sort());
  const [event] = await world.db.webhookEvent.findMany();
  for (const { eventId, body } of world.sent) assert.deepEqual([eventId, body], [event!.id, event!.payload]);
  assert.deepEqual(JSON.parse(event!.payload), {
    type: "budget.threshold_reached",
    timestamp: "2026-01-01T00:00:00.000Z",
    data: { share: 50 },
  });
});

test("enqueueEvents() writes nothing when the transaction that caused it is undone, or nobody wants it", async () => {
  await using world = await webhookWorld();
  assert.equal(await world.occur(), 0);
  await world.endpoint();
  const undone = world.db.$transaction(async (transaction) => {
    const occurrence = { tenantId: world.tenantId, type: "budget.threshold_reached", data: {} } as const;
    assert.equal(await enqueueEvents(transaction, world.clock, [occurrence]), 1);
    throw new Error("undone");
  });
  await assert.rejects(undone, /undone/);
  assert.deepEqual([await world.db.webhookEvent.count(), await world.db.webhookDelivery.count()], [0, 0]);
});

test("startWebhookWorker() tries again by the schedule, and gives up after the last attempt", async () => {
  await using world = await webhookWorld();
  await world.endpoint();
  world.answer = () => refused(500);
  await world.occur();
  world.worker();
  const settled = async (attempts: number) => {
    const delivery = await world.delivery();
    const claimed = delivery.nextAttemptAt?.getTime() === delivery.lastAttemptAt!.getTime() + CLAIM_MS;
    return delivery.attempts === attempts && !claimed ? delivery : null;
  };
  let dueMs = world.clock.now();
  for (let attempts = 1; attempts <= ATTEMPTS_MAX; attempts++) {
    world.clock.setNow(Math.max(world.clock.now(), dueMs - 1_000));
    await world.timePasses(async () => (await world.delivery()).attempts === attempts);
    const { state, nextAttemptAt, lastAttemptAt } = await eventually(() => settled(attempts));
    assert.ok(lastAttemptAt!.getTime() >= dueMs, "not before its time");
    const delayMs = retryDelayMs(attempts, world.dependencies.random);
    assert.equal(state, delayMs === null ? "FAILED" : "PENDING");
    if (delayMs === null) break;
    dueMs = nextAttemptAt!.getTime();
    const lateMs = dueMs - lastAttemptAt!.getTime() - delayMs;
    assert.ok(lateMs >= 0 && lateMs <= 5_000, `${lateMs} ms late`);
  }
  assert.equal(world.sent.length, ATTEMPTS_MAX);
  assert.equal(new Set(world.sent.map(({ eventId }) => eventId)).size, 1);
  assert.deepEqual(world.logger.names("warn"), ["webhook_given_up"]);
});

test("startWebhookWorker() heeds Retry-After, and a receiver that says it is gone", async () => {
  await using world = await webhookWorld();
  await world.endpoint();
  world.answer = () => refused(429, 3_600_000);
  await world.occur();
  world.worker();
  await eventually(async () => (await world.delivery()).lastStatus === 429);
  assert.equal((await world.delivery()).nextAttemptAt?.getTime(), world.clock.now() + 3_600_000);
  world.answer = () => refused(410);
  await world.clock.advance(3_600_000 - 5_000);
  assert.equal(world.sent.length, 1);
  await world.timePasses(async () => (await world.delivery()).state === "FAILED");
  const delivery = await world.delivery();
  assert.deepEqual([delivery.attempts, delivery.lastStatus, delivery.lastError], [2, 410, "refused"]);
});

test("startWebhookWorker() of several control planes sends each event once", async () => {
  await using world = await webhookWorld();
  await Promise.all(Array.from({ length: 5 }, () => world.endpoint()));
  for (let n = 0; n < 10; n++) await world.occur();
  for (let n = 0; n < 3; n++) world.worker();
  await eventually(async () => await world.db.webhookDelivery.count({ where: { state: "DELIVERED" } }) === 50);
  assert.equal(world.sent.length, 50);
  assert.equal(new Set(world.sent.map(({ url, eventId }) => url + eventId)).size, 50);
});

test("startWebhookWorker() takes over what a control plane that died was sending, once its claim is over", async () => {
  await using world = await webhookWorld();
  await world.endpoint();
  await world.occur();
  const claim = { nowMs: world.clock.now(), deliveriesMax: 10, busy: [] };
  assert.equal((await claimDeliveries(world.db, claim)).length, 1);
  world.worker();
  await world.clock.untilPending();
  await world.clock.advance(CLAIM_MS - 1);
  assert.deepEqual(await claimDeliveries(world.db, { ...claim, nowMs: world.clock.now() }), []);
  assert.equal(world.sent.length, 0);
  await world.timePasses(async () => (await world.delivery()).state === "DELIVERED");
  assert.equal((await world.delivery()).attempts, 2);
});

test("startWebhookWorker() is not held up by an endpoint that does not answer", async () => {
  await using world = await webhookWorld();
  const slow = await world.endpoint({ url: "http://slow.test/" });
  const held = Promise.withResolvers<void>();
  const heldAt = () => world.sent.filter(({ url }) => url === "http://slow.test/").length;
  world.answer = async ({ url }) => {
    if (url === "http://slow.test/") await held.promise;
    return refused(500);
  };
  for (let n = 0; n < 40; n++) await world.occur();
  world.worker();
  await eventually(() => heldAt() === 2);
  const quick = await world.endpoint();
  await world.occur();
  await world.timePasses(async () =>
    await world.db.webhookDelivery.count({ where: { endpointId: quick.id, lastStatus: 500 } }) === 1
  );
  assert.equal(heldAt(), 2);
  assert.equal(await world.db.webhookDelivery.count({ where: { endpointId: slow.id, attempts: 0 } }), 39);
  held.resolve();
});

test("startWebhookWorker() holds back what a paused endpoint is owed until it is active again", async () => {
  await using world = await webhookWorld();
  const { id } = await world.endpoint();
  await world.occur();
  await world.db.webhookEndpoint.update({ where: { id }, data: { active: false } });
  world.worker();
  await world.clock.untilPending();
  await world.clock.advance(5_000);
  assert.equal(world.sent.length, 0);
  await world.db.webhookEndpoint.update({ where: { id }, data: { active: true } });
  await world.timePasses(async () => (await world.delivery()).state === "DELIVERED");
});

test("startWebhookWorker() tells that a secret cannot be decrypted, and nothing of it", async () => {
  await using world = await webhookWorld();
  const { id, secret } = await world.endpoint();
  await world.db.webhookEndpoint.update({ where: { id }, data: { wrappedKey: new Uint8Array(60) } });
  await world.occur();
  world.worker();
  await eventually(async () => (await world.delivery()).lastError === "secret_unavailable");
  assert.equal(world.sent.length, 0);
  assert.ok(world.logger.names("error").includes("webhook_secret_unavailable"));
  assert.ok(!JSON.stringify(world.logger.events).includes(secret.slice(6)));
});

test("pruneDeliveries() deletes what ended over 30 days ago, and nothing that is to be sent", async () => {
  await using world = await webhookWorld();
  const { id } = await world.endpoint();
  await world.occur();
  await world.occur();
  const [first] = await world.db.webhookDelivery.findMany({ orderBy: { id: "asc" } });
  const finishedAt = new Date(world.clock.now());
  await world.db.webhookDelivery.update({ where: { id: first!.id }, data: { state: "DELIVERED", finishedAt } });
  await world.clock.advance(DELIVERIES_KEPT_MS);
  assert.equal(await pruneDeliveries(world), 0);
  await world.clock.advance(1);
  assert.equal(await pruneDeliveries(world), 2, "the delivery and its event");
  const left = await world.db.webhookDelivery.findMany({ include: { event: true } });
  assert.deepEqual(left.map(({ endpointId, state }) => [endpointId, state]), [[id, "PENDING"]]);
});
