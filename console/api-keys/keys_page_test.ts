import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { consoleOverPlane } from "../testing/console_over_plane.ts";

test("the page of API keys makes, shows once, and revokes without a script", async () => {
  await using console = await consoleOverPlane();
  const path = `${console.projectPath}/keys`;
  const nameless = await console.post(path, { action: "create", name: " ", expiry: "never" });
  assert.equal(nameless.status, 422);
  assert.match(nameless.html, /Say what the key is for\./);

  const made = await console.post(path, { action: "create", name: "Worker <1>", expiry: "30" });
  assert.equal(made.status, 200);
  const secret = /ppk_[a-z0-9]{12}_[A-Za-z0-9]{32,}/.exec(made.html)![0];
  const row = await console.plane.db.apiKey.findFirstOrThrow({ where: { name: "Worker <1>" } });
  assert.ok(secret.startsWith(`ppk_${row.keyId}_`));
  const listed = await console.get(path);
  assert.doesNotMatch(listed.html, new RegExp(secret));
  assert.match(listed.html, /Worker &lt;1>|Worker &lt;1&gt;/);

  const id = btoa(`ApiKey:${row.id}`);
  const unconfirmed = await console.post(path, { action: "revoke", id, name: row.name, confirmation: "Worker" });
  assert.equal(unconfirmed.status, 422);
  const revoked = await console.post(path, { action: "revoke", id, name: row.name, confirmation: row.name });
  assert.deepEqual([revoked.status, revoked.location], [303, path]);
  assert.notEqual((await console.plane.db.apiKey.findUniqueOrThrow({ where: { id: row.id } })).revokedAt, null);
  assert.equal((await console.post(path, { action: "other" })).status, 400);
});

test("the page of API keys offers nothing to those who may only look", async () => {
  await using console = await consoleOverPlane();
  await console.plane.db.membership.updateMany({ data: { role: "VIEWER" } });
  const path = `${console.projectPath}/keys`;
  const { html } = await console.get(path);
  assert.match(html, /ppk_[a-z0-9]{12}_…/);
  assert.doesNotMatch(html, /New key|>Revoke</);
  const refused = await console.post(path, { action: "create", name: "Worker", expiry: "never" });
  assert.equal(refused.status, 422);
  assert.equal(await console.plane.db.apiKey.count(), 1);
});
