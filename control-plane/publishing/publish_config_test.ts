import assert from "node:assert/strict";
import type { Role } from "../../prisma/generated/client/enums.ts";
import { configContent } from "../../shared/contracts/config_revision.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError, ValidationError } from "../api_error.ts";
import { type Actor, ANONYMOUS } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import { publishConfig } from "./publish_config.ts";
import { type FeedFixture, feedFixture, insertCredential } from "./testing/feed_fixture.ts";

async function callAs(fixture: FeedFixture, role: Role | null): Promise<Call> {
  const user = await fixture.db.user.create({ data: { email: `${crypto.randomUUID()}@example.com`, name: "Ada" } });
  const memberships = new Map<string, Role>(role === null ? [] : [[fixture.tenant.id, role]]);
  return callOf(fixture, {
    kind: "user",
    userId: user.id,
    email: user.email,
    sessionId: uuidv7(Date.now()),
    memberships,
  });
}

function callOf(fixture: FeedFixture, actor: Actor): Call {
  // Publishing needs neither the vault nor the settings.
  const dependencies = fixture.dependencies as unknown as Call["dependencies"];
  return { actor, dependencies, requestId: uuidv7(Date.now()), clientAddress: null };
}

async function insertRoute({ db, tenant, project }: FeedFixture, name: string, provider = "mock") {
  const tree = { type: "target", provider, model: "m" };
  return await db.route.create({ data: { tenantId: tenant.id, projectId: project.id, name, tree } });
}

test("publishConfig() publishes the draft as revision 1, with its outbox row and audit event", async () => {
  await using fixture = await feedFixture();
  const call = await callAs(fixture, "DEVELOPER");
  const route = await insertRoute(fixture, "smart");
  const credential = await insertCredential(fixture);
  const { revision, changed } = await publishConfig(call, { tenantId: fixture.tenant.id, message: " first " });
  assert.equal(changed, true);
  assert.equal(revision.number, 1);
  assert.equal(revision.message, "first");
  assert.equal(revision.publishedById, (call.actor as { userId: string }).userId);
  const content = revision.document as Record<string, unknown[]>;
  assert.deepEqual(content["routes"], [{
    id: route.id,
    projectId: fixture.project.id,
    name: "smart",
    tree: route.tree,
  }]);
  assert.deepEqual(content["providers"], [{
    id: fixture.provider.id,
    name: "mock",
    kind: "mock",
    baseUrl: null,
    credentials: [{ credentialId: credential.id, weight: 1 }],
  }]);
  const [row, ...others] = await fixture.db.feedOutbox.findMany();
  assert.deepEqual([row?.kind, row?.entityId, others.length], ["REVISION", revision.id, 0]);
  const event = await fixture.db.auditEvent.findFirstOrThrow();
  assert.deepEqual([event.action, event.targetId], ["config.publish", revision.id]);
});

test("publishConfig() publishes aliases, caches, settings and the weights of keys", async () => {
  await using fixture = await feedFixture();
  const { db, provider } = fixture;
  const call = await callAs(fixture, "OWNER");
  const route = await insertRoute(fixture, "smart");
  const cache = { ttlSeconds: 60, answerBytesMax: 2_048 };
  await db.route.update({ where: { id: route.id }, data: { aliases: ["gpt-*", "claude-*"], cache } });
  const settings = { apiVersion: "2024-10-21", deployments: { "gpt-4o": "ours" } };
  await db.provider.update({ where: { id: provider.id }, data: { settings } });
  const credential = await insertCredential(fixture);
  await db.credential.update({ where: { id: credential.id }, data: { weight: 0 } });
  const { revision } = await publishConfig(call, { tenantId: fixture.tenant.id });
  const content = configContent.parse(revision.document);
  assert.deepEqual([content.routes[0]!.aliases, content.routes[0]!.cache], [["claude-*", "gpt-*"], cache]);
  assert.deepEqual(content.providers[0]!.settings, settings);
  assert.deepEqual(content.providers[0]!.credentials, [{ credentialId: credential.id, weight: 0 }]);
});

test("publishConfig() gives the current revision, and writes nothing, when the draft did not change", async () => {
  await using fixture = await feedFixture();
  const call = await callAs(fixture, "OWNER");
  const first = await publishConfig(call, { tenantId: fixture.tenant.id });
  const again = await publishConfig(call, { tenantId: fixture.tenant.id, message: "again" });
  assert.deepEqual([again.changed, again.revision.id], [false, first.revision.id]);
  assert.deepEqual([await fixture.db.revision.count(), await fixture.db.auditEvent.count()], [1, 1]);
});

test("publishConfig() leaves out what is archived or revoked", async () => {
  await using fixture = await feedFixture();
  const call = await callAs(fixture, "OWNER");
  const { db } = fixture;
  const archivedAt = new Date();
  await db.route.update({ where: { id: (await insertRoute(fixture, "old")).id }, data: { archivedAt } });
  await db.credential.update({ where: { id: (await insertCredential(fixture)).id }, data: { revokedAt: archivedAt } });
  const gone = await db.project.create({ data: { tenantId: fixture.tenant.id, name: "Gone", archivedAt } });
  await db.route.create({
    data: {
      tenantId: fixture.tenant.id,
      projectId: gone.id,
      name: "r",
      tree: { type: "target", provider: "x", model: "m" },
    },
  });
  const { revision } = await publishConfig(call, { tenantId: fixture.tenant.id });
  const document = revision.document as unknown as {
    projects: unknown[];
    routes: [];
    providers: { credentials: [] }[];
  };
  assert.deepEqual([document.projects.length, document.routes.length], [1, 0]);
  assert.deepEqual(document.providers.map(({ credentials }) => credentials), [[]]);
});

test("publishConfig() refuses a base revision that is no longer current", async () => {
  await using fixture = await feedFixture();
  const call = await callAs(fixture, "OWNER");
  const tenantId = fixture.tenant.id;
  await assert.rejects(publishConfig(call, { tenantId, baseRevision: 3 }), ConflictError);
  await publishConfig(call, { tenantId, baseRevision: 0 });
  await insertRoute(fixture, "smart");
  await assert.rejects(publishConfig(call, { tenantId, baseRevision: 0 }), ConflictError);
  assert.equal((await publishConfig(call, { tenantId, baseRevision: 1 })).revision.number, 2);
});

test("publishConfig() refuses a draft whose route names no provider, and writes nothing", async () => {
  await using fixture = await feedFixture();
  const call = await callAs(fixture, "OWNER");
  await insertRoute(fixture, "smart", "gone");
  await assert.rejects(publishConfig(call, { tenantId: fixture.tenant.id }), (error) => {
    assert.ok(error instanceof ValidationError);
    assert.deepEqual(error.issues[0]?.path, ["routes", "smart", "tree", "provider"]);
    return true;
  });
  assert.equal(await fixture.db.revision.count(), 0);
});

test("publishConfig() numbers without gap or double when many publish at once", async () => {
  await using fixture = await feedFixture();
  const call = await callAs(fixture, "OWNER");
  const published = await Promise.all(Array.from({ length: 6 }, async (_, index) => {
    await insertRoute(fixture, `route-${index}`);
    return await publishConfig(call, { tenantId: fixture.tenant.id });
  }));
  const made = published.filter(({ changed }) => changed).map(({ revision }) => revision.number);
  assert.deepEqual(made.toSorted(), made.map((_, index) => index + 1));
  assert.equal(await fixture.db.revision.count(), made.length);
});

test("publishConfig() refuses strangers, other tenants' members and viewers", async () => {
  await using fixture = await feedFixture();
  const input = { tenantId: fixture.tenant.id };
  await assert.rejects(publishConfig(callOf(fixture, ANONYMOUS), input), UnauthenticatedError);
  await assert.rejects(publishConfig(await callAs(fixture, null), input), NotFoundError);
  await assert.rejects(publishConfig(await callAs(fixture, "VIEWER"), input), ForbiddenError);
  assert.equal(await fixture.db.revision.count(), 0);
});
