import assert from "node:assert/strict";
import { sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { databaseText } from "../testing/database_text.ts";
import { startOperationWorld } from "../testing/operation_world.ts";
import { apiKeyState, apiKeyWhere } from "./api_key_filter.ts";
import { noteKeyUse } from "./note_key_use.ts";

const KEY =
  "apiKey { id keyId version state expiresAt description tags { name value } previousSecretUntil lastUsedAt }";

test("a key's rotation, end, tags and last use", async (t) => {
  await using made = await startOperationWorld();
  const { plane, world: { owner, tenantId, projectId } } = made;
  const tags = [{ name: "team", value: "search" }, { name: "cost center", value: "42" }];
  const created = await owner.mutate(
    "createApiKey",
    { projectId, name: "CI", tags, description: " builds " },
    `${KEY} secret`,
  );
  const { id, keyId } = created.apiKey;
  const delivered = (keyVersion: number) =>
    eventually(async () => {
      const answer = await plane.transport.keyDirectory.get(keyId);
      return answer.state === "found" && answer.value.keyVersion === keyVersion ? answer.value : null;
    });
  const rotate = (input: object = {}) => owner.mutate("rotateApiKey", { id, ...input }, `${KEY} secret`);

  await t.step("createApiKey() gives gateways its tags, and no secret before", async () => {
    assert.deepEqual(created.apiKey.tags, tags.toReversed());
    assert.equal(created.apiKey.description, "builds");
    const entry = await delivered(1);
    assert.deepEqual([entry.tags, entry.previous], [{ team: "search", "cost center": "42" }, undefined]);
  });

  await t.step("rotateApiKey() keeps the id, and the secret before for its grace", async () => {
    const before = Date.now();
    const { apiKey, secret } = await rotate({ version: 1, graceHours: 2 });
    assert.deepEqual([apiKey.id, apiKey.keyId, apiKey.version], [id, keyId, 2]);
    assert.ok(secret.startsWith(`ppk_${keyId}_`) && secret !== created.secret);
    const entry = await delivered(2);
    assert.deepEqual([entry.sha256, entry.previous!.sha256], [sha256Hex(secret), sha256Hex(created.secret)]);
    assert.equal(new Date(entry.previous!.until).toISOString(), apiKey.previousSecretUntil);
    assert.ok(entry.previous!.until >= before + 7_200_000 && entry.previous!.until <= Date.now() + 7_200_000);
    assert.ok(!(await databaseText(plane.db)).includes(secret.split("_")[2]!));
    const event = await plane.db.auditEvent.findFirstOrThrow({ where: { action: "api_key.rotate" } });
    assert.deepEqual(event.after, { name: "CI", keyId, graceHours: 2 });
  });

  await t.step("rotateApiKey() again drops the older secret; without grace there is none before", async () => {
    const second = await rotate();
    const entry = await delivered(3);
    assert.equal(entry.sha256, sha256Hex(second.secret));
    assert.notEqual(entry.previous!.sha256, sha256Hex(created.secret));
    const { apiKey } = await rotate({ graceHours: 0 });
    assert.equal(apiKey.previousSecretUntil, null);
    assert.equal((await delivered(4)).previous, undefined);
    assert.deepEqual((await rotate({ graceHours: 169 })).issues[0].path, ["graceHours"]);
    const answers = await Promise.all([rotate({ version: 4 }), rotate({ version: 4 })]);
    assert.deepEqual(answers.map(({ __typename }) => __typename).sort(), ["ConflictError", "RotateApiKeyPayload"]);
  });

  await t.step("updateApiKey() moves the end, and takes it away", async () => {
    const update = (input: object) => owner.mutate("updateApiKey", { id, ...input }, KEY);
    const expiresAt = "2099-01-01T00:00:00.000Z";
    assert.equal((await update({ expiresAt })).apiKey.expiresAt, expiresAt);
    assert.equal((await update({ name: "CI" })).apiKey.expiresAt, expiresAt, "left out, it stays");
    await plane.db.apiKey.update({ where: { keyId }, data: { expiresAt: new Date(1) } });
    assert.equal((await update({ name: "CI" })).apiKey.state, "EXPIRED");
    assert.equal((await update({ expiresAt: null })).apiKey.state, "ACTIVE");
    assert.deepEqual((await update({ expiresAt: "2020-01-01T00:00:00Z" })).issues[0].path, ["expiresAt"]);
    const changed = (await update({ tags: [], description: null })).apiKey;
    assert.deepEqual([changed.tags, changed.description], [[], null]);
    assert.equal((await delivered(changed.version)).tags, undefined);
    for (
      const wrong of [
        [{ name: "a=b", value: "" }],
        [{ name: "a", value: "1" }, { name: "a", value: "2" }],
        [{ name: "", value: "1" }],
        Array.from({ length: 17 }, (_, n) => ({ name: `t${n}`, value: "" })),
      ]
    ) assert.equal((await update({ tags: wrong })).issues[0].path[0], "tags", JSON.stringify(wrong).slice(0, 40));
  });

  await t.step("noteKeyUse() notes the last use once a minute, and waits for nobody", async () => {
    const row = await plane.db.apiKey.findUniqueOrThrow({ where: { keyId } });
    const hook = noteKeyUse();
    const note = (ts: number) =>
      plane.db.$transaction(async (tx) => {
        const record = {
          ...sampleRecord(1, { tenantId: row.tenantId, projectId: row.projectId, apiKeyId: row.id }),
          ts,
        };
        return await hook(tx, [record]);
      }).then((committed) => committed?.());
    const lastUsed = async () =>
      (await plane.db.apiKey.findUniqueOrThrow({ where: { keyId } })).lastUsedAt?.getTime() ?? null;
    const start = Date.UTC(2026, 0, 1);
    await plane.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "ApiKey" WHERE "keyId" = ${keyId} FOR UPDATE`;
      await note(start - 120_000);
    });
    assert.equal(await lastUsed(), null, "a row that is held is passed over");
    const steps: [number, number][] = [[0, 0], [59_999, 0], [60_000, 60_000], [1_000, 60_000], [200_000, 200_000]];
    for (const [at, expected] of steps) {
      await note(start + at);
      assert.equal(await lastUsed(), start + expected, `at ${at}`);
    }
    const { version } = (await owner.mutate("updateApiKey", { id, name: "CI" }, KEY)).apiKey;
    assert.equal(version, row.keyVersion + 1, "a use is no change");
  });

  await t.step("lists of keys are filtered by state and by text", async () => {
    const make = async (name: string, extra: object = {}) =>
      (await owner.mutate("createApiKey", { projectId, name, ...extra }, "apiKey { id keyId }")).apiKey;
    const revoked = await make("old 100%", { description: "the mobile app" });
    const expired = await make("soon over");
    await owner.mutate("revokeApiKey", { id: revoked.id });
    await plane.db.apiKey.update({ where: { keyId: expired.keyId }, data: { expiresAt: new Date(1) } });
    const names = async (filter: object, of: "Tenant" | "Project" = "Tenant") => {
      const query = `query ($id: ID!, $states: [ApiKeyState!], $text: String) { node(id: $id) { ... on ${of} {
        apiKeys(states: $states, text: $text) { edges { node { name } } } } } }`;
      const { node } = await owner.data(query, { id: of === "Tenant" ? tenantId : projectId, ...filter });
      return node.apiKeys.edges.map((edge: { node: { name: string } }) => edge.node.name);
    };
    assert.deepEqual(await names({ states: ["REVOKED"] }), ["old 100%"]);
    assert.deepEqual(await names({ states: ["EXPIRED", "REVOKED"] }, "Project"), ["soon over", "old 100%"]);
    assert.ok((await names({ states: ["ACTIVE"] })).includes("CI"));
    assert.deepEqual(await names({ text: "MOBILE" }), ["old 100%"]);
    assert.deepEqual(await names({ text: "100%" }), ["old 100%"]);
    assert.deepEqual(await names({ text: "0%0" }), [], "a wildcard is meant as it stands");
    assert.deepEqual(await names({ text: keyId.slice(0, 8) }), ["CI"]);
    assert.equal((await names({})).length, 4);
    assert.throws(() => apiKeyWhere({ text: "a\0b" }, 0), /NUL/);
  });
});

test("apiKeyState() tells a revoked key before an expired one, and the last moment as over", () => {
  const at = (ms: number | null) => ms === null ? null : new Date(ms);
  const state = (revoked: number | null, expires: number | null) =>
    apiKeyState({ revokedAt: at(revoked), expiresAt: at(expires) }, 1_000);
  const states = [state(null, null), state(null, 1_001), state(null, 1_000), state(1, 1)];
  assert.deepEqual(states, ["ACTIVE", "ACTIVE", "EXPIRED", "REVOKED"]);
});
