import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { databaseText } from "../testing/database_text.ts";
import { startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";
import { enqueueEvents } from "./enqueue_event.ts";
import { isSignedWith, startWebhookReceiver } from "./testing/webhook_receiver.ts";

test("createWebhookEndpoint shows the secret once; it is in no table, log line or answer", async () => {
  await using plane = await startTestControlPlane();
  await using receiver = startWebhookReceiver();
  const { webhookEndpoint, secret } = await createEndpoint(plane, { url: `${receiver.url}/hooks?key=1` });
  const rotated = await plane.owner.mutate("rotateWebhookSecret", { id: webhookEndpoint.id }, "secret");
  assert.match(secret, /^whsec_/);
  await plane.owner.mutate("testWebhook", { id: webhookEndpoint.id }, "delivered");
  const { webhookEndpoints } = await plane.owner.data(
    `query ($id: ID!) { webhookEndpoints(tenantId: $id) { edges { node {
      id url description events active previousSecretUntil version archivedAt
    } } } }`,
    { id: tenantId(plane) },
  );
  const [{ node }] = webhookEndpoints.edges;
  assert.ok(Date.parse(node.previousSecretUntil) > Date.now() + 23 * 3_600_000);
  assert.deepEqual({ ...node, previousSecretUntil: null }, {
    id: webhookEndpoint.id,
    url: `${receiver.url}/hooks?key=1`,
    description: null,
    events: ["BUDGET_THRESHOLD_REACHED"],
    active: true,
    previousSecretUntil: null,
    version: 2,
    archivedAt: null,
  });
  const told = [await databaseText(plane.db), ...plane.logLines, JSON.stringify(webhookEndpoints)].join("\n");
  for (const each of [secret, rotated.secret]) {
    assert.ok(!told.includes(each.slice(6)));
    assert.ok(!told.includes(Buffer.from(each.slice(6), "base64").toString("hex")));
  }
  const audited = await plane.db.auditEvent.findMany({ where: { action: { startsWith: "webhook." } } });
  assert.deepEqual(audited.map(({ action }) => action), ["webhook.create", "webhook.rotate", "webhook.test"]);
});

test("testWebhook sends a signed event now, and tells what came of it", async () => {
  await using plane = await startTestControlPlane();
  await using receiver = startWebhookReceiver();
  const { webhookEndpoint: { id }, secret } = await createEndpoint(plane, { url: receiver.url });
  const selection = "delivered status latencyMs error eventId";
  const delivered = await plane.owner.mutate("testWebhook", { id }, selection);
  assert.deepEqual([delivered.delivered, delivered.status, delivered.error], [true, 204, null]);
  const [got] = receiver.received;
  assert.ok(isSignedWith(secret, got!));
  assert.equal(got!.headers.get("webhook-id"), delivered.eventId);
  const { type, data } = JSON.parse(got!.body);
  assert.equal(type, "webhook.test");
  assert.equal(data.endpointId, Buffer.from(id, "base64").toString().split(":")[1]);
  receiver.answer = () => new Response(null, { status: 503 });
  const refused = await plane.owner.mutate("testWebhook", { id }, selection);
  assert.deepEqual([refused.delivered, refused.status, refused.error], [false, 503, "REFUSED"]);
  await plane.owner.mutate("updateWebhookEndpoint", { id, url: "http://127.0.0.1:1/" });
  const unreachable = await plane.owner.mutate("testWebhook", { id }, selection);
  assert.deepEqual([unreachable.delivered, unreachable.status, unreachable.error], [false, null, "UNREACHABLE"]);
});

test("rotateWebhookSecret lets both secrets sign until the time of the older one is over", async () => {
  await using plane = await startTestControlPlane();
  await using receiver = startWebhookReceiver();
  const { webhookEndpoint: { id }, secret: first } = await createEndpoint(plane, { url: receiver.url });
  const signers = async (secrets: string[]) => {
    await plane.owner.mutate("testWebhook", { id });
    return secrets.map((secret) => isSignedWith(secret, receiver.received.at(-1)!));
  };
  const { secret: second } = await plane.owner.mutate("rotateWebhookSecret", { id, graceHours: 1 }, "secret");
  assert.deepEqual(await signers([first, second]), [true, true]);
  const { secret: third } = await plane.owner.mutate("rotateWebhookSecret", { id }, "secret");
  assert.deepEqual(await signers([first, second, third]), [false, true, true]);
  await plane.db.webhookEndpoint.updateMany({ data: { previousUntil: new Date(Date.now()) } });
  assert.deepEqual(await signers([first, second, third]), [false, false, true]);
  const { secret: fourth } = await plane.owner.mutate("rotateWebhookSecret", { id, graceHours: 0 }, "secret");
  assert.deepEqual(await signers([third, fourth]), [false, true]);
});

test("WebhookEndpoint.deliveries tells what was sent; redeliverWebhook sends it once more under its id", async () => {
  await using plane = await startTestControlPlane();
  await using receiver = startWebhookReceiver();
  const { webhookEndpoint: { id }, secret } = await createEndpoint(plane, { url: receiver.url });
  receiver.answer = () => new Response(null, { status: 500 });
  await occur(plane);
  const [failed] = await eventually(async () => {
    const deliveries = await readDeliveries(plane, id);
    return deliveries[0]?.lastStatus === 500 && deliveries;
  }) as DeliveryNode[];
  assert.deepEqual([failed!.state, failed!.attempts, failed!.lastError], ["PENDING", 1, "REFUSED"]);
  assert.ok(Date.parse(failed!.nextAttemptAt!) > Date.now() + 5_000);
  receiver.answer = () => new Response();
  const again = await plane.owner.mutate("redeliverWebhook", { id: failed!.id }, "delivery { state attempts }");
  assert.deepEqual(again.delivery, { state: "PENDING", attempts: 0 });
  await eventually(async () => (await readDeliveries(plane, id, "DELIVERED")).length === 1);
  const [delivered] = await readDeliveries(plane, id);
  assert.deepEqual([delivered!.attempts, delivered!.lastStatus, delivered!.lastError], [1, 200, null]);
  assert.equal(delivered!.nextAttemptAt, null);
  const [one, two] = receiver.received;
  assert.equal(receiver.received.length, 2);
  assert.equal(one!.headers.get("webhook-id"), two!.headers.get("webhook-id"));
  assert.deepEqual([one!.body, delivered!.payload], [two!.body, two!.body]);
  assert.ok(isSignedWith(secret, two!));
});

test("archiveWebhookEndpoint ends what is owed, and nothing can be done to it any more", async () => {
  await using plane = await startTestControlPlane();
  await using receiver = startWebhookReceiver();
  const { webhookEndpoint: { id } } = await createEndpoint(plane, { url: receiver.url });
  await plane.owner.mutate("updateWebhookEndpoint", { id, active: false });
  await plane.owner.mutate("updateWebhookEndpoint", { id, active: true });
  receiver.answer = () => new Response(null, { status: 500 });
  await occur(plane);
  await eventually(async () => (await readDeliveries(plane, id))[0]?.lastStatus === 500);
  const { webhookEndpoint } = await plane.owner.mutate(
    "archiveWebhookEndpoint",
    { id },
    "webhookEndpoint { active archivedAt }",
  );
  assert.equal(webhookEndpoint.active, false);
  assert.ok(webhookEndpoint.archivedAt);
  const [cancelled] = await readDeliveries(plane, id);
  assert.deepEqual([cancelled!.state, cancelled!.nextAttemptAt], ["CANCELLED", null]);
  const attempts: [string, Record<string, unknown>][] = [
    ["redeliverWebhook", { id: cancelled!.id }],
    ["testWebhook", { id }],
    ["updateWebhookEndpoint", { id, active: true }],
    ["rotateWebhookSecret", { id }],
  ];
  for (const [name, input] of attempts) assert.equal((await plane.owner.mutate(name, input)).code, "CONFLICT", name);
  await occur(plane);
  assert.equal((await readDeliveries(plane, id)).length, 1);
});

test("createWebhookEndpoint refuses addresses that are none, and a seventeenth endpoint", async () => {
  await using plane = await startTestControlPlane();
  const cases: [string, RegExp][] = [
    ["hooks.example.com", /not a URL/],
    ["ftp://hooks.example.com", /not a URL/],
    ["https://user:password@hooks.example.com", /no user and password/],
    ["https://hooks.example.com/#a", /no fragment/],
  ];
  for (const [url, message] of cases) {
    const refused = await plane.owner.mutate("createWebhookEndpoint", { ...newEndpoint(plane), url });
    assert.equal(refused.issues[0].path[0], "url");
    assert.match(refused.issues[0].message, message);
  }
  const none = await plane.owner.mutate("createWebhookEndpoint", { ...newEndpoint(plane), events: [] });
  assert.deepEqual(none.issues[0].path, ["events"]);
  for (let n = 0; n < 16; n++) await createEndpoint(plane, {});
  assert.equal((await plane.owner.mutate("createWebhookEndpoint", newEndpoint(plane))).code, "CONFLICT");
});

test("updateWebhookEndpoint refuses a change based on another version", async () => {
  await using plane = await startTestControlPlane();
  const { webhookEndpoint: { id } } = await createEndpoint(plane, {});
  const change = { id, description: "for the team", version: 1 };
  const { webhookEndpoint } = await plane.owner.mutate(
    "updateWebhookEndpoint",
    change,
    "webhookEndpoint { description version url }",
  );
  assert.deepEqual(webhookEndpoint, { description: "for the team", version: 2, url: "https://hooks.example.com/" });
  assert.equal((await plane.owner.mutate("updateWebhookEndpoint", change)).code, "CONFLICT");
});

interface DeliveryNode {
  id: string;
  state: string;
  attempts: number;
  nextAttemptAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
  payload: string;
}

async function readDeliveries({ owner }: TestControlPlane, id: string, state?: string): Promise<DeliveryNode[]> {
  const { node } = await owner.data(
    `query ($id: ID!, $state: WebhookDeliveryState) { node(id: $id) { ... on WebhookEndpoint {
      deliveries(state: $state) { edges { node {
        id state attempts nextAttemptAt lastStatus lastError lastLatencyMs payload eventType
      } } }
    } } }`,
    { id, state },
  );
  return node.deliveries.edges.map(({ node }: { node: DeliveryNode }) => node);
}

function tenantId({ controlPlane }: TestControlPlane): string {
  return encodeGlobalId("Tenant", controlPlane.seeded!.tenantId);
}

function newEndpoint(plane: TestControlPlane) {
  return { tenantId: tenantId(plane), url: "https://hooks.example.com/", events: ["BUDGET_THRESHOLD_REACHED"] };
}

function createEndpoint(plane: TestControlPlane, fields: Record<string, unknown>) {
  return plane.owner.mutate(
    "createWebhookEndpoint",
    { ...newEndpoint(plane), ...fields },
    "webhookEndpoint { id } secret",
  );
}

async function occur({ db, controlPlane }: TestControlPlane): Promise<void> {
  const occurrence = { tenantId: controlPlane.seeded!.tenantId, type: "budget.threshold_reached", data: {} } as const;
  await db.$transaction((transaction) => enqueueEvents(transaction, systemClock, [occurrence]));
}
