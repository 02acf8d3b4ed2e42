import assert from "node:assert/strict";
import type { ApiKeyEntry } from "../../shared/contracts/api_key.ts";
import type { ConfigRevision } from "../../shared/contracts/config_revision.ts";
import { hashConfigContent } from "../../shared/configuration/revision_hash.ts";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { sealedToJson } from "../../shared/vault/sealed_json.ts";
import { test } from "../../testing/test.ts";
import type { FeedSnapshot } from "./feed_snapshot.ts";
import {
  credentialId,
  otherTenantId,
  sampleCredential,
  sampleKey,
  sampleRevision,
  tenantId,
} from "./testing/sample_configuration.ts";
import { SnapshotScene } from "./testing/snapshot_scene.ts";

const [keyId, otherKeyId] = ["abcdefghijkl", "bbcdefghijkl"];
const none = { revision: 0, credential: 0, api_key: 0 };
/** A limit as only a newer build knows it. */
const newerLimits = [{ type: "from_addresses", ranges: ["10.0.0.0/8"] }] as unknown as ApiKeyEntry["limits"];

function snapshotTest(name: string, run: (scene: SnapshotScene) => Promise<void>): void {
  test(name, () => SnapshotScene.run(run));
}

async function held(snapshot: FeedSnapshot, id = keyId): Promise<ApiKeyEntry | null> {
  const lookup = await snapshot.key(id);
  return lookup.state === "found" ? lookup.entry : null;
}

/** A revision as a newer control plane publishes it: whole by its hash. */
function newerRevision(number: number, fields: object, tenant = tenantId): ConfigRevision {
  const { number: _number, hash: _hash, publishedAt, ...content } = sampleRevision(number, { tenantId: tenant });
  const newer = { ...content, ...fields };
  return { ...newer, number, hash: hashConfigContent(newer), publishedAt };
}

snapshotTest("FeedSnapshot.key() uses a newer entry but for what it does not know, and says so once", async (scene) => {
  const { keyDirectory } = scene.transport;
  await keyDirectory.put({ ...sampleKey(keyId), note: "of a newer build" } as ApiKeyEntry);
  const snapshot = await scene.start();
  assert.deepEqual(await held(snapshot), sampleKey(keyId));
  assert.deepEqual([snapshot.newerEntries.refused, snapshot.newerEntries.passedOver], [none, { ...none, api_key: 1 }]);
  await scene.clock.advance(130_000);
  assert.deepEqual(scene.logger.names("warn"), ["feed_entry_fields_passed_over"]);
  await keyDirectory.put(sampleKey(keyId, { keyVersion: 2 }));
  await scene.clock.advance(0);
  assert.deepEqual(snapshot.newerEntries.passedOver, none);
});

snapshotTest("FeedSnapshot.key() keeps the last good entry where a newer one limits as it cannot", async (scene) => {
  const { keyDirectory } = scene.transport;
  await keyDirectory.put(sampleKey(keyId));
  const snapshot = await scene.start();
  await held(snapshot);
  await keyDirectory.put(sampleKey(keyId, { limits: newerLimits, keyVersion: 2 }));
  await keyDirectory.put(sampleKey(otherKeyId, { limits: newerLimits }));
  await scene.clock.advance(1_000);
  assert.equal((await held(snapshot))!.keyVersion, 1);
  assert.deepEqual(
    await snapshot.key(otherKeyId),
    { state: "unknown" },
    "nothing good is known of it: 503, and no 401",
  );
  assert.deepEqual(snapshot.newerEntries.refused, { ...none, api_key: 2 });
  assert.deepEqual(scene.logger.names("error"), ["feed_entry_refused", "feed_entry_refused"]);
  assert.equal(snapshot.stale, false);
  assert.equal(snapshot.problem, null, "the gateway is ready");
  await keyDirectory.put(sampleKey(keyId, { keyVersion: 3 }));
  await scene.clock.advance(0);
  assert.equal((await held(snapshot))!.keyVersion, 3);
});

snapshotTest("FeedSnapshot.key() does not ask again and again for what it cannot understand", async (scene) => {
  const { keyDirectory } = scene.transport;
  const ids = Array.from({ length: 61 }, (_, index) => `abcdefghij${index + 10}`);
  for (const id of ids) await keyDirectory.put(sampleKey(id));
  const snapshot = await scene.start();
  for (const id of ids) await held(snapshot, id);
  for (const id of ids) await keyDirectory.put(sampleKey(id, { limits: newerLimits, keyVersion: 2 }));
  await scene.clock.advance(0);
  assert.equal(snapshot.newerEntries.refused.api_key, ids.length);
  scene.keyReads = 0;
  for (let second = 0; second < 10; second++) await scene.clock.advance(1_000);
  assert.ok(scene.keyReads > 0 && scene.keyReads <= 22, `${scene.keyReads} reads: two a second, in turn`);
});

snapshotTest("FeedSnapshot.key() applies a revocation, however new the entry is", async (scene) => {
  const { keyDirectory } = scene.transport;
  await keyDirectory.put(sampleKey(keyId));
  const snapshot = await scene.start();
  await held(snapshot);
  await keyDirectory.put(sampleKey(keyId, { limits: newerLimits, state: "revoked", keyVersion: 2 }));
  await scene.clock.advance(0);
  assert.equal((await held(snapshot))!.state, "revoked");
});

snapshotTest("FeedSnapshot.secret() keeps the credential that it cannot read, and takes the others", async (scene) => {
  const { configFeed, credentialFeed } = scene.transport;
  const otherId = "01980000-0000-7000-8000-00000000000b";
  const other = async (secret: string, version: number) => {
    const sealed = sealedToJson(await scene.vault.seal(secret, credentialContext(tenantId, otherId)));
    await credentialFeed.put({ tenantId, credentialId: otherId, version, state: "active", ...sealed });
  };
  await configFeed.put(sampleRevision(1));
  await credentialFeed.put(await sampleCredential(scene.vault, "first"));
  await other("one", 1);
  const snapshot = await scene.start();
  await snapshot.tenant(tenantId);
  const newer = await sampleCredential(scene.vault, "second", { version: 2 });
  await credentialFeed.put({ ...newer, ciphertext: { parts: [] } } as never);
  await other("two", 2);
  await scene.clock.advance(0);
  assert.deepEqual([credentialId, otherId].map((id) => snapshot.secret(tenantId, id)), ["first", "two"]);
  assert.deepEqual(snapshot.newerEntries.refused, { ...none, credential: 1 });
  await snapshot.stop();
  const again = await scene.start();
  assert.equal(again.secret(tenantId, credentialId), "first", "from the disk");
  await credentialFeed.put({ ...newer, version: 3, state: "revoked", ciphertext: { parts: [] } } as never);
  await scene.clock.advance(0);
  assert.equal(again.secret(tenantId, credentialId), null);
});

snapshotTest(
  "FeedSnapshot.tenant() refuses a revision that says more than it knows, and takes others'",
  async (scene) => {
    const { configFeed } = scene.transport;
    await configFeed.put(sampleRevision(1));
    const snapshot = await scene.start();
    await snapshot.tenant(tenantId);
    const route = { ...sampleRevision(2).routes[0]!, tree: { type: "hedged", children: [] } };
    const project = { ...sampleRevision(2).projects[0]!, residency: "eu" };
    for (const [index, fields] of [{ guardrails: [] }, { routes: [route] }, { projects: [project] }].entries()) {
      await configFeed.put(newerRevision(index + 2, fields));
      await scene.clock.advance(0);
      const [word] = await configFeed.acknowledgements(tenantId);
      assert.deepEqual([word!.number, word!.status, word!.reason], [index + 2, "refused", "unsupported_schema"]);
      assert.equal((await snapshot.tenant(tenantId))!.revision.number, 1);
    }
    await configFeed.put(sampleRevision(1, { tenantId: otherTenantId }));
    assert.equal((await snapshot.tenant(otherTenantId))!.revision.number, 1);
    assert.deepEqual(snapshot.newerEntries.refused, { ...none, revision: 1 });
    await configFeed.put(sampleRevision(9));
    await scene.clock.advance(0);
    assert.deepEqual(snapshot.newerEntries.refused, none);
  },
);

snapshotTest("FeedSnapshot.tenant() finds the last good revision of a refused one on disk", async (scene) => {
  const { configFeed } = scene.transport;
  for (const id of [tenantId, otherTenantId]) await configFeed.put(sampleRevision(1, { tenantId: id }));
  const snapshot = await scene.start({ tenantsMax: 1 });
  await snapshot.tenant(tenantId);
  await scene.saved(tenantId);
  await snapshot.tenant(otherTenantId);
  await configFeed.put(newerRevision(2, { guardrails: [] }));
  await scene.clock.advance(1_100);
  assert.equal((await snapshot.tenant(tenantId))!.revision.number, 1);
});

snapshotTest(
  "FeedSnapshot() reads a newer build's disk, and learns after an upgrade what it had passed over",
  async (scene) => {
    const { keyDirectory } = scene.transport;
    const tags = { team: "search" };
    await keyDirectory.put(sampleKey(keyId, { tags }));
    const first = await scene.start();
    await held(first);
    await first.stop();
    const path = `${scene.directory}/${tenantId}.json`;
    const stored = JSON.parse(await Deno.readTextFile(path));
    const [entry] = stored.keys;
    const keys = [{ ...entry, tags: undefined, note: "newer" }, { ...entry, keyId: otherKeyId, limits: newerLimits }];
    await Deno.writeTextFile(path, JSON.stringify({ ...stored, keys, added: 1 }));
    await scene.lose();
    const second = await scene.start();
    assert.equal((await held(second))!.tags, undefined);
    assert.equal(await held(second, otherKeyId), null);
    assert.ok(scene.logger.names("warn").includes("snapshot_entry_ignored"));
    await scene.fill("epoch-2");
    await scene.clock.advance(0);
    assert.deepEqual((await held(second))!.tags, tags, "the same version of the key, whole");
  },
);
