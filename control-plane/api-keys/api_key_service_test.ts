import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { sha256Hex } from "../../shared/identifiers/secret_token.ts";
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
