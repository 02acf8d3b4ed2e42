import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "../../testing/test.ts";
import { LocalKms } from "../../shared/vault/local_kms.ts";
import { Vault } from "../../shared/vault/vault.ts";
import {
  credentialId,
  otherTenantId,
  projectId,
  sampleCredential,
  sampleKey,
  sampleRevision,
  tenantId,
} from "./testing/sample_configuration.ts";
import { SnapshotScene } from "./testing/snapshot_scene.ts";

const keyId = "abcdefghijkl";

function snapshotTest(name: string, run: (scene: SnapshotScene) => Promise<void>): void {
  test(name, () => SnapshotScene.run(run));
}

snapshotTest("FeedSnapshot.tenant() loads a tenant once and answers at once from then on", async (scene) => {
  await scene.transport.configFeed.put(sampleRevision(3));
  const snapshot = await scene.start();
  const [one, other] = await Promise.all([snapshot.tenant(tenantId), snapshot.tenant(tenantId)]);
  assert.equal(one, other);
  assert.equal(snapshot.tenant(tenantId), one);
  assert.equal(one!.label, `3-${one!.revision.hash.slice(0, 8)}`);
  assert.equal(one!.routes.get(projectId)!.get("default")!.name, "default");
  assert.equal(one!.providers.get("mock")!.kind, "mock");
  assert.equal(await snapshot.tenant(otherTenantId), null);
  assert.equal(snapshot.stale, false);
});

snapshotTest(
  "FeedSnapshot.tenant() serves a new revision as soon as it is announced, and acknowledges it",
  async (scene) => {
    const { configFeed } = scene.transport;
    await configFeed.put(sampleRevision(1));
    const snapshot = await scene.start();
    const pinned = await snapshot.tenant(tenantId);
    await configFeed.put(sampleRevision(2, { model: "mock-2" }));
    await scene.clock.advance(0);
    const current = await snapshot.tenant(tenantId);
    assert.deepEqual([pinned!.revision.number, current!.revision.number], [1, 2]);
    const [word] = await configFeed.acknowledgements(tenantId);
    assert.deepEqual([word!.instance, word!.number, word!.hash, word!.status], [
      "gateway-1",
      2,
      current!.revision.hash,
      "applied",
    ]);
  },
);

snapshotTest("FeedSnapshot.tenant() refuses what it cannot use and keeps its last good revision", async (scene) => {
  const { configFeed } = scene.transport;
  await configFeed.put(sampleRevision(1));
  const snapshot = await scene.start();
  await snapshot.tenant(tenantId);
  const wrong = [
    [{ ...sampleRevision(2), schema: 99, added: "by a newer build" }, "unsupported_schema"],
    [{ ...sampleRevision(3), routes: [{ id: "no" }] }, "invalid"],
    [{ ...sampleRevision(4), timeZone: "Europe/Berlin" }, "invalid"],
  ] as const;
  for (const [document, reason] of wrong) {
    await configFeed.put(document as unknown as ReturnType<typeof sampleRevision>);
    await scene.clock.advance(0);
    const [word] = await configFeed.acknowledgements(tenantId);
    assert.deepEqual([word!.status, word!.reason, word!.number], ["refused", reason, document.number]);
    assert.equal((await snapshot.tenant(tenantId))!.revision.number, 1);
  }
  assert.deepEqual(scene.logger.names("error"), ["revision_refused", "revision_refused", "revision_refused"]);
  await configFeed.put(sampleRevision(5));
  await scene.clock.advance(0);
  assert.equal((await snapshot.tenant(tenantId))!.revision.number, 5);
});

snapshotTest("FeedSnapshot.key() remembers an unknown id as absent for one second", async (scene) => {
  const snapshot = await scene.start();
  assert.deepEqual(await Promise.all([snapshot.key(keyId), snapshot.key(keyId)]), [{ state: "absent" }, {
    state: "absent",
  }]);
  assert.equal(scene.keyReads, 1);
  assert.deepEqual(snapshot.key(keyId), { state: "absent" });
  await scene.clock.advance(1_001);
  assert.deepEqual(await snapshot.key(keyId), { state: "absent" });
  assert.equal(scene.keyReads, 2);
});

snapshotTest(
  "FeedSnapshot.key() sees a key as soon as it is created, and its revocation as soon as that is told",
  async (scene) => {
    const { keyDirectory } = scene.transport;
    const snapshot = await scene.start();
    assert.deepEqual(await snapshot.key(keyId), { state: "absent" });
    await keyDirectory.put(sampleKey(keyId));
    await scene.clock.advance(0);
    const found = await snapshot.key(keyId);
    assert.equal(found.state === "found" && found.entry.state, "active");
    assert.equal(snapshot.key(keyId), found);
    await keyDirectory.put(sampleKey(keyId, { state: "revoked", keyVersion: 2 }));
    await scene.clock.advance(0);
    const revoked = await snapshot.key(keyId);
    assert.equal(revoked.state === "found" && revoked.entry.state, "revoked");
  },
);

snapshotTest("FeedSnapshot.key() answers unknown, never absent, while the feed has no epoch", async (scene) => {
  await scene.lose();
  const snapshot = await scene.start();
  assert.deepEqual(await snapshot.key(keyId), { state: "unknown" });
  assert.equal(await snapshot.tenant(tenantId), null);
  assert.equal(snapshot.stale, true);
  assert.match(snapshot.problem!, /no configuration is known and the feed cannot be reached/);
  await scene.transport.keyDirectory.put(sampleKey(keyId));
  await scene.transport.configFeed.put(sampleRevision(1));
  await scene.fill("epoch-2");
  await scene.clock.advance(1_001);
  assert.equal((await snapshot.key(keyId)).state, "found");
  assert.equal((await snapshot.tenant(tenantId))!.revision.number, 1);
  assert.equal(snapshot.stale, false);
  assert.equal(snapshot.problem, null);
});

snapshotTest(
  "FeedSnapshot.secret() opens active credentials, follows rotation and drops revoked ones",
  async (scene) => {
    const { configFeed, credentialFeed } = scene.transport;
    await configFeed.put(sampleRevision(1));
    await credentialFeed.put(await sampleCredential(scene.vault, "first-secret"));
    const snapshot = await scene.start();
    assert.equal(snapshot.secret(tenantId, credentialId), null);
    await snapshot.tenant(tenantId);
    assert.equal(snapshot.secret(tenantId, credentialId), "first-secret");
    await credentialFeed.put(await sampleCredential(scene.vault, "second-secret", { version: 2 }));
    await scene.clock.advance(0);
    assert.equal(snapshot.secret(tenantId, credentialId), "second-secret");
    await credentialFeed.put(await sampleCredential(scene.vault, "second-secret", { version: 3, state: "revoked" }));
    await scene.clock.advance(0);
    assert.equal(snapshot.secret(tenantId, credentialId), null);
  },
);

snapshotTest(
  "FeedSnapshot.secret() is null for what another master key sealed, and the tenant is served all the same",
  async (scene) => {
    const strange = new Vault(LocalKms.parse(`k1:${randomBytes(32).toString("base64")}`));
    await scene.transport.configFeed.put(sampleRevision(1));
    await scene.transport.credentialFeed.put(await sampleCredential(strange, "never-seen"));
    const snapshot = await scene.start();
    assert.notEqual(await snapshot.tenant(tenantId), null);
    assert.equal(snapshot.secret(tenantId, credentialId), null);
    assert.deepEqual(scene.logger.names("error"), ["credential_not_opened"]);
  },
);

snapshotTest(
  "FeedSnapshot() starts from its disk while nothing else answers, and applies a revocation on return",
  async (scene) => {
    const { configFeed, credentialFeed, keyDirectory } = scene.transport;
    await configFeed.put(sampleRevision(7));
    await credentialFeed.put(await sampleCredential(scene.vault, "the-secret"));
    await keyDirectory.put(sampleKey(keyId));
    const first = await scene.start();
    await Promise.all([first.tenant(tenantId), first.key(keyId)]);
    await first.stop();

    await scene.lose();
    const second = await scene.start();
    const lookup = second.key(keyId);
    assert.ok(!(lookup instanceof Promise) && lookup.state === "found");
    const tenant = second.tenant(tenantId);
    assert.ok(!(tenant instanceof Promise) && tenant!.revision.number === 7);
    assert.equal(second.secret(tenantId, credentialId), "the-secret");
    assert.equal(second.stale, true);
    assert.equal(second.problem, null);

    await keyDirectory.put(sampleKey(keyId, { state: "revoked", keyVersion: 2 }));
    await scene.clock.advance(0);
    assert.equal((await second.key(keyId) as { entry: { state: string } }).entry.state, "active");
    await scene.fill("epoch-2");
    await scene.clock.advance(0);
    assert.equal((await second.key(keyId) as { entry: { state: string } }).entry.state, "revoked");
  },
);

snapshotTest("FeedSnapshot() serves no key from its disk that was revoked while it was down", async (scene) => {
  const { keyDirectory } = scene.transport;
  await keyDirectory.put(sampleKey(keyId));
  const first = await scene.start();
  await first.key(keyId);
  await first.stop();
  await keyDirectory.put(sampleKey(keyId, { state: "revoked", keyVersion: 2 }));
  const second = await scene.start();
  const lookup = second.key(keyId) as { entry: { state: string } };
  assert.equal(lookup.entry.state, "revoked");
});

snapshotTest("FeedSnapshot() keeps no secret and no key on disk, and lets only its owner read", async (scene) => {
  await scene.transport.configFeed.put(sampleRevision(1));
  await scene.transport.credentialFeed.put(await sampleCredential(scene.vault, "sk-very-secret-value"));
  await scene.transport.keyDirectory.put(sampleKey(keyId));
  const snapshot = await scene.start();
  await Promise.all([snapshot.tenant(tenantId), snapshot.key(keyId)]);
  await snapshot.stop();
  const path = `${scene.directory}/${tenantId}.json`;
  const text = await Deno.readTextFile(path);
  assert.ok(!text.includes("very-secret") && !text.includes("ppk_"));
  assert.ok(text.includes(keyId) && text.includes("ciphertext"));
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  assert.deepEqual([...Deno.readDirSync(scene.directory)].map(({ name }) => name), [`${tenantId}.json`]);
});

snapshotTest("FeedSnapshot() ignores damaged files with a warning", async (scene) => {
  await scene.transport.configFeed.put(sampleRevision(1));
  const first = await scene.start();
  await first.tenant(tenantId);
  await first.stop();
  await scene.lose();
  const path = `${scene.directory}/${tenantId}.json`;
  const whole = await Deno.readTextFile(path);
  const damaged = [
    whole.slice(0, 200),
    "",
    whole.replace("mock-1", "mock-9"),
    whole.replaceAll(tenantId, otherTenantId),
  ];
  for (const text of damaged) {
    await Deno.writeTextFile(path, text);
    const warnings = scene.logger.names("warn").length;
    const snapshot = await scene.start();
    assert.equal(await snapshot.tenant(tenantId), null);
    await snapshot.stop();
    assert.ok(scene.logger.names("warn").length > warnings);
  }
});

snapshotTest("FeedSnapshot() is not taken back by a feed that was restored from its past", async (scene) => {
  const { configFeed, keyDirectory, credentialFeed } = scene.transport;
  await configFeed.put(sampleRevision(5));
  await keyDirectory.put(sampleKey(keyId, { state: "revoked", keyVersion: 4 }));
  await credentialFeed.put(await sampleCredential(scene.vault, "new-secret", { version: 4 }));
  const snapshot = await scene.start();
  await Promise.all([snapshot.tenant(tenantId), snapshot.key(keyId)]);
  scene.transport.forget();
  await configFeed.put(sampleRevision(4));
  await keyDirectory.put(sampleKey(keyId, { keyVersion: 3 }));
  await credentialFeed.put(await sampleCredential(scene.vault, "old-secret", { version: 3 }));
  await scene.fill("epoch-2");
  await scene.clock.advance(2_000);
  assert.equal((await snapshot.tenant(tenantId))!.revision.number, 5);
  assert.equal((await snapshot.key(keyId) as { entry: { state: string } }).entry.state, "revoked");
  assert.equal(snapshot.secret(tenantId, credentialId), "new-secret");
});

snapshotTest("FeedSnapshot() drops what the whole feed does not have any more, on disk too", async (scene) => {
  await scene.transport.configFeed.put(sampleRevision(5));
  await scene.transport.keyDirectory.put(sampleKey(keyId));
  const snapshot = await scene.start();
  await Promise.all([snapshot.tenant(tenantId), snapshot.key(keyId)]);
  await scene.saved(tenantId);
  scene.transport.forget();
  await scene.clock.advance(1_100);
  assert.equal((await snapshot.key(keyId)).state, "found");
  await scene.fill("epoch-2");
  await scene.clock.advance(0);
  assert.equal((await snapshot.key(keyId)).state, "absent");
  assert.equal(await snapshot.tenant(tenantId), null);
  await snapshot.stop();
  assert.deepEqual([...Deno.readDirSync(scene.directory)], []);
});

snapshotTest("FeedSnapshot() holds no more tenants than it may, and finds the others on disk", async (scene) => {
  const { configFeed } = scene.transport;
  const tenants = [tenantId, otherTenantId];
  for (const id of tenants) await configFeed.put(sampleRevision(2, { tenantId: id }));
  const snapshot = await scene.start({ tenantsMax: 1 });
  for (const id of tenants) {
    await snapshot.tenant(id);
    await snapshot.stop();
  }
  assert.equal(snapshot.held.tenants, 1);
  await scene.lose();
  assert.equal((await snapshot.tenant(tenantId))!.revision.number, 2);
  assert.equal(snapshot.held.tenants, 1);
});

snapshotTest("FeedSnapshot() catches up with changes that nobody announced", async (scene) => {
  const { configFeed, keyDirectory, credentialFeed } = scene.transport;
  const silent = { close() {} };
  for (const feed of [configFeed, keyDirectory, credentialFeed]) feed.watch = () => silent;
  await configFeed.put(sampleRevision(1));
  await keyDirectory.put(sampleKey(keyId));
  const snapshot = await scene.start();
  await Promise.all([snapshot.tenant(tenantId), snapshot.key(keyId)]);
  await configFeed.put(sampleRevision(2));
  await keyDirectory.put(sampleKey(keyId, { state: "revoked", keyVersion: 2 }));
  await scene.clock.advance(2_000);
  assert.equal((await snapshot.tenant(tenantId))!.revision.number, 2);
  assert.equal((await snapshot.key(keyId) as { entry: { state: string } }).entry.state, "revoked");
});

snapshotTest("FeedSnapshot() is not thrown off by one entry that cannot be read", async (scene) => {
  const { keyDirectory } = scene.transport;
  await keyDirectory.put(sampleKey(keyId));
  const snapshot = await scene.start();
  await snapshot.key(keyId);
  const get = keyDirectory.get;
  keyDirectory.get = (id) => {
    scene.keyReads++;
    return id === keyId ? Promise.resolve({ state: "unknown", reason: "unreadable" }) : get(id);
  };
  scene.keyReads = 0;
  await scene.clock.advance(5_000);
  assert.equal((await snapshot.key(keyId)).state, "found");
  assert.equal(snapshot.stale, false);
  assert.ok(scene.keyReads <= 6, `${scene.keyReads} reads`);
});

snapshotTest("FeedSnapshot() serves on when its disk cannot be written, and saves once it can", async (scene) => {
  await Deno.mkdir(scene.directory.replace("/snapshot", ""), { recursive: true });
  await Deno.writeTextFile(scene.directory, "in the way");
  await scene.transport.configFeed.put(sampleRevision(1));
  const snapshot = await scene.start();
  assert.notEqual(await snapshot.tenant(tenantId), null);
  await scene.saving(() => scene.logger.names("warn").includes("snapshot_not_saved"));
  await Deno.remove(scene.directory);
  await snapshot.stop();
  assert.equal([...Deno.readDirSync(scene.directory)].length, 1);
});
