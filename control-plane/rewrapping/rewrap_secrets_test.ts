import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { LocalKms } from "../../shared/vault/local_kms.ts";
import { Vault } from "../../shared/vault/vault.ts";
import { bodyContext } from "../../shared/contracts/captured_body.ts";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { memoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { eventually } from "../../testing/eventually.ts";
import { withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { storeBodies } from "../bodies/store_bodies.ts";
import { SAMPLE_TEXTS, sealedBody } from "../bodies/testing/sealed_body.ts";
import { type ControlPlane, startControlPlane } from "../control_plane.ts";
import { type Database, openDatabase } from "../database.ts";
import { PostgresOutbox } from "../publishing/outbox.ts";
import { InstallationFault } from "../seeding/installation_fault.ts";
import { type Api, apiAt } from "../testing/api.ts";
import { ADMIN, collectingLogger, testConfig } from "../testing/test_control_plane.ts";
import { openEndpointSecrets } from "../webhooks/endpoint_secrets.ts";
import { countMasterKeyUsage } from "./master_key_usage.ts";
import { rewrapSecrets } from "./rewrap_secrets.ts";
import { CANARY_PLACE, SEALED_PLACES } from "./sealed_places.ts";

const K1 = `k1:${btoa("0123456789abcdef0123456789abcdef")}`;
const K2 = `k2:${btoa("fedcba9876543210fedcba9876543210")}`;
const KEY = "key-of-the-provider-0123456789";

test("rewrapSecrets() lets an old master key be taken out: everything opens with the new one alone", async (t) => {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await withDatabase());
  const { db, close } = openDatabase(database.url, { connectionsMax: 2 });
  undo.defer(close);
  const logLines: string[] = [];
  const running = async (
    masterKeys: string,
    use: (api: Api, plane: ControlPlane, transport: Transport) => Promise<void>,
  ) => {
    const transport = memoryTransport({ clock: systemClock });
    const plane = await startControlPlane({
      config: testConfig(database.url, { PERPETUO_MASTER_KEYS: masterKeys }),
      transport,
      logger: collectingLogger(logLines),
      instance: "control-plane-test",
    });
    try {
      await use(apiAt(plane.url, ADMIN.token), plane, transport);
    } finally {
      await plane.stop();
      await transport.close();
    }
  };
  let tenantId = "";

  await t.step(
    "under the old key: a provider's keys, a webhook's two secrets, bodies",
    () =>
      running(K1, async (api, plane) => {
        ({ tenantId } = plane.seeded!);
        await fill(api, db, tenantId);
        const usage = await usageOf(api);
        assert.deepEqual(usage, ["k1 CANARY 1", "k1 PROVIDER_KEY 2", "k1 REQUEST_BODY 450", "k1 WEBHOOK_SECRET 2"]);
        assert.equal((await api.data("{ rewrapping { state } }")).rewrapping, null);
      }),
  );

  await t.step("the new key alone does not open it, and the control plane says so", async () => {
    await assert.rejects(running(K2, () => Promise.resolve()), InstallationFault);
  });

  const dependencies = (masterKeys: string) => ({
    db,
    vault: new Vault(LocalKms.parse(masterKeys)),
    outbox: new PostgresOutbox(),
    clock: systemClock,
    logger: collectingLogger(logLines),
  });
  const { signal } = new AbortController();

  await t.step("a killed process leaves its batch, and one with another current key does nothing", async () => {
    const job = { masterKeyId: "k2", state: "RUNNING" as const, total: 455n, requestedAt: new Date() };
    await db.rewrapping.create({ data: job });
    const broken = dependencies(`${K2},${K1}`);
    broken.outbox.enqueue = () => Promise.reject(new Error("killed"));
    await assert.rejects(rewrapSecrets(broken, signal), /killed/);
    await rewrapSecrets(dependencies(`${K1},${K2}`), signal);
    const usage = await countMasterKeyUsage(db);
    assert.deepEqual(new Set(usage.map(({ masterKeyId }) => masterKeyId)), new Set(["k1"]));
    const { state, done } = await db.rewrapping.findUniqueOrThrow({ where: { id: 1 } });
    assert.deepEqual([state, done], ["RUNNING", 0n]);
    await db.rewrapping.delete({ where: { id: 1 } });
  });

  await t.step(
    "with both it is wrapped anew in the background, and gateways get the new wrapping",
    () =>
      running(`${K2},${K1}`, async (api, _plane, transport) => {
        const before = await db.credential.findMany({ orderBy: { id: "asc" } });
        assert.equal((await api.mutate("rewrapSecrets", { masterKeyId: "k1" })).code, "VALIDATION");
        const selection = "rewrapping { state total masterKeyId }";
        const { rewrapping } = await api.mutate("rewrapSecrets", { masterKeyId: "k2" }, selection);
        assert.deepEqual(rewrapping, { state: "RUNNING", total: "455", masterKeyId: "k2" });
        await eventually(async () => {
          const { rewrapping } = await api.data("{ rewrapping { state total done failed completedAt } }");
          assert.equal(rewrapping.state, "DONE");
          assert.deepEqual([rewrapping.done, rewrapping.failed], ["455", "0"]);
          assert.ok(rewrapping.completedAt !== null);
          return true;
        });
        const usage = await usageOf(api);
        assert.deepEqual(usage, ["k2 CANARY 1", "k2 PROVIDER_KEY 2", "k2 REQUEST_BODY 450", "k2 WEBHOOK_SECRET 2"]);
        const after = await db.credential.findMany({ orderBy: { id: "asc" } });
        assert.deepEqual(after.map(({ version }) => version), before.map(({ version }) => version + 1));
        assert.deepEqual(after.map(({ ciphertext }) => ciphertext), before.map(({ ciphertext }) => ciphertext));
        await eventually(async () => {
          const feed = await transport.credentialFeed.getAll(tenantId);
          assert.ok(feed.state === "found" && feed.value.every(({ masterKeyId }) => masterKeyId === "k2"));
          return true;
        });
        // It is told after the last of it is stored.
        const line = await eventually(() => logLines.find((each) => each.includes('"secrets_rewrapped"')));
        assert.ok(line.includes('"done":"455"'), line);
        const [event] = await db.auditEvent.findMany({ where: { action: "secret.rewrap" } });
        assert.deepEqual(event?.after, { masterKeyId: "k2", total: 455 });
      }),
  );

  await t.step("with the new one alone everything still opens", () =>
    running(K2, async (api) => {
      const vault = new Vault(LocalKms.parse(K2));
      for (const row of await db.credential.findMany()) {
        assert.match(await vault.open(row, credentialContext(row.tenantId, row.id)), /^key-of-the-provider/);
      }
      for (const endpoint of await db.webhookEndpoint.findMany()) {
        assert.equal((await openEndpointSecrets(endpoint, vault, Date.now())).length, 2);
      }
      const rows = await db.requestBody.findMany({ take: 3 });
      for (const row of rows) {
        const text = await vault.open(row, bodyContext(row.tenantId, row.requestId));
        assert.deepEqual(JSON.parse(text), SAMPLE_TEXTS);
      }
      assert.equal((await usageOf(api)).length, 4);
    }));

  await t.step(
    "several share the work; what does not open is counted, and holds the canary under its old key",
    () =>
      running(`${K1},${K2}`, async (api) => {
        const [row] = await db.requestBody.findMany({ take: 1 });
        await db.requestBody.update({ where: { requestId: row!.requestId }, data: { wrappedKey: new Uint8Array(60) } });
        await api.mutate("rewrapSecrets", { masterKeyId: "k1" });
        await Promise.all([1, 2].map(() => rewrapSecrets(dependencies(`${K1},${K2}`), signal)));
        await eventually(async () => {
          const { rewrapping } = await api.data("{ rewrapping { state done failed } }");
          assert.deepEqual(rewrapping, { state: "DONE", done: "453", failed: "1" });
          return true;
        });
        const usage = await usageOf(api);
        assert.ok(usage.includes("k2 CANARY 1") && usage.includes("k2 REQUEST_BODY 1"), usage.join());
      }),
  );

  await t.step("and these are all the columns that name a master key", async () => {
    const columns = await db.$queryRaw<{ place: string }[]>`
      SELECT table_name || '.' || column_name AS place FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name ~* 'masterkeyid$' AND table_name <> 'Rewrapping'`;
    const places = [...SEALED_PLACES, CANARY_PLACE].map(({ table, masterKeyId }) => `${table}.${masterKeyId}`);
    assert.deepEqual(columns.map(({ place }) => place).sort(), places.sort());
  });
});

type Transport = ReturnType<typeof memoryTransport>;

/** Something of every kind; more bodies than one batch has. */
async function fill(api: Api, db: Database, tenantId: string): Promise<void> {
  const tenant = btoa(`Tenant:${tenantId}`);
  const input = { tenantId: tenant, name: "openai", kind: "OPENAI", apiKey: KEY };
  const { provider } = await api.mutate("createProvider", input, "provider { id }");
  const { providerKey } = await api.mutate(
    "addProviderKey",
    { providerId: provider.id, apiKey: `${KEY}2` },
    "providerKey { id }",
  );
  await api.mutate("removeProviderKey", { id: providerKey.id });
  const hook = { tenantId: tenant, url: "http://127.0.0.1:1/", events: ["BUDGET_THRESHOLD_REACHED"] };
  const { webhookEndpoint } = await api.mutate("createWebhookEndpoint", hook, "webhookEndpoint { id }");
  await api.mutate("rotateWebhookSecret", { id: webhookEndpoint.id });
  const { id: projectId } = await db.project.findFirstOrThrow({ where: { tenantId } });
  const records = Array.from({ length: 450 }, () => ({ id: uuidv7(Date.now()), ts: Date.now(), tenantId, projectId }));
  await storeBodies(db, await Promise.all(records.map((record) => sealedBody(record))));
}

async function usageOf(api: Api): Promise<string[]> {
  const { masterKeyUsage } = await api.data("{ masterKeyUsage { masterKeyId kind count } }");
  return masterKeyUsage.map((use: Record<string, string>) => `${use.masterKeyId} ${use.kind} ${use.count}`);
}
