import assert from "node:assert/strict";
import { diffConfig } from "../../shared/configuration/diff_config.ts";
import { configContent } from "../../shared/contracts/config_revision.ts";
import { test } from "../../testing/test.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import type { Api } from "../testing/api.ts";
import { type OperationWorld, startOperationWorld, TENANT_POLICY } from "../testing/operation_world.ts";

const CHANGES = "kind aspect path subject { type id name project } before after sentence";
const ROLLED_BACK = `revision { number hash message } changed changes { ${CHANGES} }
  discarded { sentence } warnings { code subject { type name } sentence }`;
const target = (provider: string, model = "m") => ({ type: "target", provider, model });

test("rollbackConfig() brings a revision back, and says what cannot come back", async (t) => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner, tenantId } = world;
  const tenant = await richTenant(world);
  const first = await publish(owner, tenantId);

  await t.step("what was changed, added and taken out of use since stands in the draft", async () => {
    await changeEverything(world, tenant);
    assert.equal(await publish(owner, tenantId), first + 1);
  });

  await t.step("it refuses to lose keys unless it is forced, and names whose", async () => {
    const refused = await rollback(owner, { tenantId, toRevision: first });
    assert.equal(refused.code, "VALIDATION", JSON.stringify(refused));
    assert.deepEqual(refused.issues.map(({ path }: { path: string[] }) => path.join(".")), [
      "projects.Newcomer",
      "providers.late",
    ]);
    assert.equal(await made.plane.db.revision.count(), first + 1);
  });

  await t.step("a dry run tells everything and changes nothing", async () => {
    const dry = await rollback(owner, { tenantId, toRevision: first, dryRun: true });
    assert.deepEqual([dry.changed, dry.revision.number], [false, first + 1]);
    assert.ok(dry.changes.length > 8, JSON.stringify(dry.changes));
    assert.equal(await made.plane.db.revision.count(), first + 1);
    assert.deepEqual(await draftChanges(owner, tenantId), []);
  });

  await t.step("forced, the content is what it was, but for the key that was revoked", async () => {
    await owner.mutate("createRoute", { projectId: tenant.chat, name: "unpublished", tree: target("mock") });
    const done = await rollback(owner, { tenantId, toRevision: first, force: true, baseRevision: first + 1 });
    assert.equal(done.__typename, "RollbackConfigPayload", JSON.stringify(done));
    assert.deepEqual([done.revision.number, done.revision.message], [first + 2, `Back to revision ${first}`]);
    assert.deepEqual(done.discarded, [{ sentence: "Route 'unpublished' of project 'Chat' added." }]);
    const changes = diffConfig(await contentOf(world, first), await contentOf(world, first + 2));
    assert.deepEqual(changes.map(({ sentence }) => sentence.replace(/…\w+/, "…")), [
      "Provider 'openai': key … removed.",
    ]);
    assert.deepEqual(done.warnings.map(({ code, subject }: Warned) => `${code} ${subject.name}`).sort(), [
      "KEYS_LOST Newcomer",
      "KEYS_LOST late",
      "PROJECT_WITHOUT_KEYS Retired",
    ]);
    assert.deepEqual(await draftChanges(owner, tenantId), []);
  });

  await t.step("keys that were lost or revoked stay so", async () => {
    const { db } = made.plane;
    const newcomer = await db.project.findFirstOrThrow({ where: { name: { startsWith: "Newcomer~" } } });
    assert.equal(await db.apiKey.count({ where: { projectId: newcomer.id, revokedAt: null } }), 0);
    const late = await db.provider.findFirstOrThrow({ where: { name: { startsWith: "late~" } } });
    assert.equal(await db.credential.count({ where: { providerId: late.id, revokedAt: null } }), 0);
    const weights = await db.credential.findMany({
      where: { provider: { name: "openai" }, revokedAt: null },
      select: { weight: true },
    });
    assert.deepEqual(weights, [{ weight: 3 }]);
  });

  await t.step(
    "and forth again: the provider comes back without a key, as a warning that wants to be forced",
    async () => {
      const refused = await rollback(owner, { tenantId, toRevision: first + 1 });
      assert.deepEqual(refused.issues?.map(({ path }: { path: string[] }) => path.join(".")), ["providers.late"]);
      const done = await rollback(owner, { tenantId, toRevision: first + 1, force: true });
      assert.deepEqual(done.warnings.map(({ code, subject }: Warned) => `${code} ${subject.name}`).sort(), [
        "PROJECT_WITHOUT_KEYS Newcomer",
        "PROVIDER_WITHOUT_KEYS late",
      ]);
      const changes = diffConfig(await contentOf(world, first + 1), await contentOf(world, first + 3));
      assert.deepEqual(changes.map(({ sentence }) => sentence.replace(/…\w+/, "…")), [
        "Provider 'late': key … removed.",
      ]);
    },
  );

  await t.step("to what is published already makes no revision", async () => {
    const again = await rollback(owner, { tenantId, toRevision: first + 3 });
    assert.deepEqual([again.changed, again.revision?.number, again.changes], [false, first + 3, []]);
  });

  await t.step("over another revision than the newest it is a conflict, and of none a mistake", async () => {
    assert.equal((await rollback(owner, { tenantId, toRevision: 1, baseRevision: first })).code, "CONFLICT");
    const none = await rollback(owner, { tenantId, toRevision: 99 });
    assert.deepEqual(none.issues, [{ path: ["toRevision"], message: "there is no revision 99" }]);
  });

  await t.step("it takes the right to each change by itself", async () => {
    const developer = await made.plane.member(world.tenantUuid, "DEVELOPER");
    assert.equal((await rollback(developer, { tenantId, toRevision: first, force: true })).code, "FORBIDDEN");
    await owner.mutate("createRoute", { projectId: tenant.chat, name: "own", tree: target("mock") });
    await publish(developer, tenantId);
    const done = await rollback(developer, { tenantId, toRevision: first + 3, force: true });
    assert.equal(done.changed, true, JSON.stringify(done));
  });

  await t.step("it is on the audit trail with its changes", async () => {
    const event = await made.plane.db.auditEvent.findFirstOrThrow({
      where: { action: "config.rollback" },
      orderBy: { id: "desc" },
    });
    const after = event.after as { toRevision: number; changes: { list: { sentence: string }[] } };
    assert.equal(after.toRevision, first + 3);
    assert.deepEqual(after.changes.list.map(({ sentence }) => sentence), ["Route 'own' of project 'Chat' removed."]);
  });

  await t.step("what was erased is named", async () => {
    await made.plane.db.project.delete({ where: { id: decodeGlobalId("Project", tenant.retired, "id") } });
    const refused = await rollback(owner, { tenantId, toRevision: first, force: true });
    assert.deepEqual(refused.issues, [
      { path: ["projects", "Retired"], message: "was erased, and cannot be brought back" },
    ]);
  });

  await t.step("many at once neither lose a revision nor wait for each other for ever", async () => {
    const before = await made.plane.db.revision.count();
    const done = await Promise.all([
      rollback(owner, { tenantId, toRevision: first + 4, force: true }),
      owner.mutate("createRoute", { projectId: tenant.chat, name: "meanwhile", tree: target("mock") }),
      owner.mutate("publishConfig", { tenantId }),
      rollback(owner, { tenantId, toRevision: first + 3, force: true }),
      owner.mutate("createApiKey", { projectId: tenant.chat, name: "meanwhile" }),
    ]);
    for (const one of done) assert.equal(one.message, undefined, JSON.stringify(one));
    const numbers = await made.plane.db.revision.findMany({ select: { number: true }, orderBy: { number: "asc" } });
    assert.deepEqual(numbers.map(({ number }) => number), numbers.map((_, index) => index + 1));
    assert.ok(numbers.length > before);
  });
});

interface Warned {
  code: string;
  subject: { name: string };
}

const rollback = (api: Api, input: Record<string, unknown>) => api.mutate("rollbackConfig", input, ROLLED_BACK);

async function publish(api: Api, tenantId: string): Promise<number> {
  const { revision, message } = await api.mutate("publishConfig", { tenantId }, "revision { number }");
  assert.ok(revision !== undefined, message);
  return revision.number;
}

async function draftChanges(api: Api, tenantId: string): Promise<unknown[]> {
  const { node } = await api.data(
    "query ($id: ID!) { node(id: $id) { ... on Tenant { draft { changes { sentence } } } } }",
    { id: tenantId },
  );
  return node.draft.changes;
}

async function contentOf({ plane, tenantUuid }: OperationWorld, number: number) {
  const { document } = await plane.db.revision.findUniqueOrThrow({
    where: { tenantId_number: { tenantId: tenantUuid, number } },
  });
  return configContent.parse(document);
}

/** One of everything, and two routes, keys and projects each. */
async function richTenant({ owner, tenantId }: OperationWorld) {
  const project = async (name: string) =>
    (await owner.mutate("createProject", { tenantId, name }, "project { id }")).project.id;
  const chat = await project("Chat");
  const retired = await project("Retired");
  await owner.mutate("createApiKey", { projectId: retired, name: "k" });
  const openai = await owner.mutate(
    "createProvider",
    { tenantId, name: "openai", kind: "OPENAI", apiKey: "sk-first-key-1234567" },
    "provider { id keys { id } }",
  );
  const second = await owner.mutate(
    "addProviderKey",
    { providerId: openai.provider.id, apiKey: "sk-second-key-1234567", weight: 2 },
    "providerKey { id }",
  );
  const kept: string = openai.provider.keys[0].id;
  await owner.mutate("updateProviderKey", { id: kept, weight: 3 });
  const route = async (name: string, provider: string) =>
    (await owner.mutate("createRoute", { projectId: chat, name, tree: target(provider) }, "route { id }")).route.id;
  const price = await owner.mutate(
    "createPrice",
    { tenantId, provider: "openai", model: "m", inputPerMillionUsd: "0.0375" },
    "price { id }",
  );
  const policy = await owner.mutate(
    "createPolicy",
    { tenantId, name: "Budget", ...TENANT_POLICY, scope: { type: "PROJECT", projectId: chat } },
    "policy { id }",
  );
  return {
    chat,
    retired,
    keptKey: kept,
    revokedKey: second.providerKey.id,
    one: await route("one", "openai"),
    two: await route("two", "mock"),
    three: await route("three", "mock"),
    price: price.price.id,
    policy: policy.policy.id,
  };
}

async function changeEverything(
  { owner, tenantId }: OperationWorld,
  tenant: Awaited<ReturnType<typeof richTenant>>,
): Promise<void> {
  const change = async (name: string, input: Record<string, unknown>) => {
    const { code, message } = await owner.mutate(name, input);
    assert.equal(code, undefined, `${name}: ${message}`);
  };
  // Names go round: no two rows may have one at any moment of the way back.
  await change("updateRoute", { id: tenant.one, name: "interim" });
  await change("updateRoute", { id: tenant.two, name: "one" });
  await change("updateRoute", { id: tenant.one, name: "two", tree: target("mock"), aliases: ["gpt-*"] });
  await change("archiveRoute", { id: tenant.three });
  await change("updateProject", { id: tenant.chat, capture: { enabled: true, retentionDays: 3 } });
  await change("archiveProject", { id: tenant.retired });
  await change("updateTenant", { id: tenantId, timeZone: "Europe/Berlin" });
  await change("removeProviderKey", { id: tenant.revokedKey });
  await change("updateProviderKey", { id: tenant.keptKey, weight: 9 });
  await change("archivePrice", { id: tenant.price });
  await change("updatePolicy", { id: tenant.policy, action: "OBSERVE", scope: { type: "TENANT" } });
  const newcomer = await owner.mutate("createProject", { tenantId, name: "Newcomer" }, "project { id }");
  await change("createApiKey", { projectId: newcomer.project.id, name: "k" });
  await change("createProvider", { tenantId, name: "late", kind: "OPENAI", apiKey: "sk-late-key-1234567" });
  await change("createRoute", { projectId: newcomer.project.id, name: "r", tree: target("late") });
}
