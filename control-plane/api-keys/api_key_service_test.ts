import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { databaseText } from "../testing/database_text.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

test("createApiKey() shows its secret once and archiveProject() revokes it", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner } = world;
  const projectId = await world.fresh.projectId();
  const { apiKey, secret } = await owner.mutate(
    "createApiKey",
    { projectId, name: " CI ", expiresAt: "2099-01-01T00:00:00Z" },
    "apiKey { id name state expiresAt createdBy { email } } secret",
  );
  assert.match(secret, /^ppk_[a-z0-9]{12}_[A-Za-z0-9]{43}$/);
  assert.deepEqual({ ...apiKey, id: "" }, {
    id: "",
    name: "CI",
    state: "ACTIVE",
    expiresAt: "2099-01-01T00:00:00.000Z",
    createdBy: { email: "owner@example.com" },
  });
  const row = await plane.db.apiKey.findFirstOrThrow({ where: { name: "CI" } });
  assert.equal(Buffer.from(row.sha256).toString("hex"), sha256Hex(secret));
  assert.ok(!(await databaseText(plane.db)).includes(secret.split("_")[2]));
  const past = await owner.mutate("createApiKey", { projectId, name: "old", expiresAt: "2020-01-01T00:00:00Z" });
  assert.deepEqual(past.issues[0].path, ["expiresAt"]);

  await owner.mutate("archiveProject", { id: projectId });
  const revoked = await plane.db.apiKey.findUniqueOrThrow({ where: { id: row.id } });
  assert.notEqual(revoked.revokedAt, null);
  assert.equal(revoked.keyVersion, 2);
  assert.equal((await owner.mutate("createApiKey", { projectId, name: "late" })).code, "CONFLICT");
  assert.equal((await owner.mutate("revokeApiKey", { id: apiKey.id }, "apiKey { state }")).apiKey.state, "REVOKED");
  const rows = await plane.db.feedOutbox.count({ where: { kind: "API_KEY", entityId: row.id } });
  assert.equal(rows, 2);
});

const KEY = "apiKey { id name version limits { type max period maxNanoUsd models providers } }";

test("updateApiKey() changes a key's limits, and gateways are told without a publish", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner, projectId } = world;
  const spend = { type: "SPEND", period: "DAY", maxNanoUsd: "5000000000" };
  const { apiKey } = await owner.mutate("createApiKey", { projectId, name: "CI", limits: [spend] }, KEY);
  const rest = { max: null, models: null, providers: null };
  assert.deepEqual([apiKey.version, apiKey.limits], [1, [{ ...spend, ...rest }]]);
  const { keyId } = await plane.db.apiKey.findFirstOrThrow({ where: { name: "CI" } });
  const delivered = (keyVersion: number) =>
    eventually(async () => {
      const answer = await plane.transport.keyDirectory.get(keyId);
      return answer.state === "found" && answer.value.keyVersion === keyVersion ? answer.value : null;
    });
  assert.deepEqual((await delivered(1)).limits, [{ type: "spend", period: "day", maxNanoUsd: 5_000_000_000 }]);

  const update = (change: object) => owner.mutate("updateApiKey", { id: apiKey.id, ...change }, KEY);
  const limits = [{ type: "REQUESTS_PER_MINUTE", max: 60 }];
  const changed = (await update({ limits, version: 1 })).apiKey;
  assert.deepEqual([changed.name, changed.version, changed.limits[0].max], ["CI", 2, 60]);
  assert.deepEqual((await delivered(2)).limits, [{ type: "requests_per_minute", max: 60 }]);
  assert.equal((await update({ limits: [], version: 1 })).code, "CONFLICT");
  assert.deepEqual((await update({ name: "Build" })).apiKey.limits[0].max, 60);
  assert.deepEqual((await update({ limits: [] })).apiKey.limits, []);
  assert.deepEqual((await delivered(4)).limits, []);

  const actions = await plane.db.auditEvent.findMany({ where: { action: "api_key.update" }, orderBy: { id: "asc" } });
  assert.deepEqual((actions[0]!.after as { limits: unknown }).limits, [{ type: "requests_per_minute", max: 60 }]);
  assert.equal(actions.length, 3);
  const wrong: [object[], string[]][] = [
    [[{ type: "SPEND", period: "DAY" }], ["limits", "0", "maxNanoUsd"]],
    [[spend, spend], ["limits", "1"]],
    [[{ type: "ALLOWED_PROVIDERS", providers: ["nobody"] }], ["limits", "0", "providers", "0"]],
  ];
  for (const [limits, path] of wrong) {
    assert.deepEqual((await update({ limits })).issues[0].path, path);
    assert.deepEqual((await owner.mutate("createApiKey", { projectId, name: "x", limits })).issues[0].path, path);
  }
  await owner.mutate("revokeApiKey", { id: apiKey.id });
  assert.equal((await update({ limits })).code, "CONFLICT");
});
