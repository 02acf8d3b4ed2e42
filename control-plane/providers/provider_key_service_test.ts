import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { databaseText } from "../testing/database_text.ts";
import { type OperationWorld, startOperationWorld } from "../testing/operation_world.ts";
import { PROVIDER_KEYS_MAX } from "./provider_key_service.ts";

const KEYS = ["sk-very-secret-key-aaaa", "sk-very-secret-key-bbbb", "sk-very-secret-key-cccc"] as const;
const SHOWN = "provider { id version apiKeySet apiKeyHint keys { id hint weight } }";

interface ShownKey {
  id: string;
  hint: string | null;
  weight: number;
}

async function addKeyed({ owner, tenantId }: OperationWorld, apiKey: string = KEYS[0]) {
  const input = { tenantId, name: "keyed", kind: "OPENAI", apiKey };
  return (await owner.mutate("createProvider", input, SHOWN)).provider as { id: string; keys: ShownKey[] };
}

function hints(answer: { provider: { keys: ShownKey[] } }) {
  return answer.provider.keys.map(({ hint, weight }) => [hint, weight]);
}

/** What the newest revision says of the provider's credentials, the oldest first. */
async function publishedKeys({ owner, plane, tenantId }: OperationWorld): Promise<number[]> {
  await owner.mutate("publishConfig", { tenantId });
  const revision = await plane.db.revision.findFirstOrThrow({ orderBy: { number: "desc" } });
  const { providers } = revision.document as { providers: { name: string; credentials: { weight: number }[] }[] };
  return providers.find(({ name }) => name === "keyed")!.credentials.map(({ weight }) => weight);
}

test("addProviderKey(), updateProviderKey() and removeProviderKey() change what the next revision has", async () => {
  await using made = await startOperationWorld();
  const { world, plane } = made;
  const { owner } = world;
  const { id: providerId } = await addKeyed(world);
  assert.deepEqual(await publishedKeys(world), [1]);
  const added = await owner.mutate(
    "addProviderKey",
    { providerId, apiKey: ` ${KEYS[1]} `, weight: 3 },
    `providerKey { id hint weight createdAt } ${SHOWN}`,
  );
  assert.deepEqual([added.providerKey.hint, added.providerKey.weight], ["bbbb", 3]);
  assert.deepEqual(hints(added), [["aaaa", 1], ["bbbb", 3]]);
  assert.deepEqual([added.provider.version, added.provider.apiKeyHint], [2, "aaaa"]);
  assert.deepEqual(await publishedKeys(world), [1, 3]);

  const changed = await owner.mutate("updateProviderKey", { id: added.providerKey.id, weight: 0 }, SHOWN);
  assert.deepEqual(hints(changed), [["aaaa", 1], ["bbbb", 0]]);
  assert.deepEqual(await publishedKeys(world), [1, 0]);

  const before = await plane.db.feedOutbox.count({ where: { kind: "CREDENTIAL" } });
  const remove = () =>
    owner.mutate("removeProviderKey", { id: added.providerKey.id }, `providerKey { revokedAt } ${SHOWN}`);
  const removed = await remove();
  assert.notEqual(removed.providerKey.revokedAt, null);
  assert.deepEqual(hints(removed), [["aaaa", 1]]);
  assert.deepEqual(hints(await remove()), [["aaaa", 1]]);
  assert.equal(await plane.db.feedOutbox.count({ where: { kind: "CREDENTIAL" } }), before + 1);
  assert.equal((await owner.mutate("updateProviderKey", { id: added.providerKey.id, weight: 1 })).code, "CONFLICT");
  assert.deepEqual(await publishedKeys(world), [1]);

  const events = await plane.db.auditEvent.findMany({ where: { targetKind: "ProviderKey" }, orderBy: { id: "asc" } });
  assert.deepEqual(events.map(({ action }) => action), [
    "provider_key.create",
    "provider_key.update",
    "provider_key.revoke",
  ]);
  assert.deepEqual((events[1]!.after as { weight: number }).weight, 0);
  for (const text of [await databaseText(plane.db), plane.logLines.join("\n"), JSON.stringify([added, removed])]) {
    assert.doesNotMatch(text, /sk-very-secret/);
  }
});

test("addProviderKey() refuses what does not fit, and one key too many", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner } = world;
  const { id: providerId } = await addKeyed(world);
  const cases: [Record<string, unknown>, string[]][] = [
    [{ providerId, apiKey: "two words" }, ["apiKey"]],
    [{ providerId, apiKey: " " }, ["apiKey"]],
    [{ providerId, apiKey: KEYS[1], weight: -1 }, ["weight"]],
    [{ providerId, apiKey: KEYS[1], weight: 1_001 }, ["weight"]],
    [{ providerId: world.providerId, apiKey: KEYS[1] }, ["providerId"]],
  ];
  for (const [input, path] of cases) {
    const answer = await owner.mutate("addProviderKey", input);
    assert.deepEqual(answer.issues?.map((issue: { path: string[] }) => issue.path), [path], JSON.stringify(input));
  }
  const add = () => owner.mutate("addProviderKey", { providerId, apiKey: KEYS[1] });
  const answers = await Promise.all(Array.from({ length: PROVIDER_KEYS_MAX }, add));
  assert.equal(answers.filter(({ code }) => code === "CONFLICT").length, 1);
  await owner.mutate("archiveProvider", { id: providerId });
  assert.equal((await add()).code, "CONFLICT");
});

test("updateProvider() puts one key in place of all, under an id that gateways know", async () => {
  await using made = await startOperationWorld();
  const { world, plane } = made;
  const { owner } = world;
  const { id: providerId, keys: [first] } = await addKeyed(world);
  const add = async (apiKey: string) =>
    (await owner.mutate("addProviderKey", { providerId, apiKey }, "providerKey { id }")).providerKey.id;
  const second = await add(KEYS[1]);
  await owner.mutate("updateProviderKey", { id: first!.id, weight: 0 });
  await publishedKeys(world);
  const third = await add(KEYS[2]);
  // Published is: the first rests, the second works, and of the third nothing is known.
  const rotated = await owner.mutate("updateProvider", { id: providerId, apiKey: "sk-very-secret-key-dddd" }, SHOWN);
  assert.deepEqual(rotated.provider.keys, [{ id: second, hint: "dddd", weight: 1 }]);
  const revoked = await plane.db.credential.findMany({ where: { revokedAt: { not: null } }, orderBy: { id: "asc" } });
  assert.deepEqual(revoked.map(({ id }) => btoa(`ProviderKey:${id}`)), [first!.id, third]);

  await owner.mutate("updateProviderKey", { id: second, weight: 0 });
  const again = await owner.mutate("updateProvider", { id: providerId, apiKey: "sk-very-secret-key-eeee" }, SHOWN);
  assert.deepEqual(again.provider.keys, [{ id: second, hint: "eeee", weight: 1 }]);
});
