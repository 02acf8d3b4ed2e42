import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { makeOperationWorld } from "../testing/operation_world.ts";
import { startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";

const DRAFT = `query ($id: ID!) { node(id: $id) { ... on Tenant { draft {
  differs hash changes { kind aspect path sentence } issues { path message } baseRevision { number }
} } } }`;

const TENANT = `{
  viewer { tenants { edges { node {
    id draftDiffers projects { edges { node { id } } }
    currentRevision { number hash message publishedBy { email } }
    revisions(first: 2) { edges { node { id number message publishedAt document } } pageInfo { hasNextPage } }
  } } } }
}`;

test("a tenant's draft, its revisions and its requests tell what was changed and what stands against it", async (t) => {
  await using plane = await startTestControlPlane();
  await t.step("publishConfig() publishes what was changed, lists it, and gateways are told", () => publishOnce(plane));
  const { owner, tenantId, tenantUuid, projectId, fresh } = await makeOperationWorld(plane);
  const draft = async () => (await owner.data(DRAFT, { id: tenantId })).node.draft;
  const sentences = (changes: { sentence: string }[]) => changes.map(({ sentence }) => sentence);
  await owner.mutate("publishConfig", { tenantId });

  await t.step("a draft that is published differs in nothing", async () => {
    const { hash } = await plane.db.revision.findFirstOrThrow({ orderBy: { number: "desc" } });
    assert.deepEqual(await draft(), { differs: false, hash, changes: [], issues: [], baseRevision: { number: 3 } });
  });

  const providerId = await fresh.providerId();
  const { name: provider } = await plane.db.provider.findFirstOrThrow({ orderBy: { id: "desc" } });
  const tree = { type: "target", provider, model: "m" };
  const { route } = await owner.mutate("createRoute", { projectId, name: "wise", tree }, "route { id }");

  await t.step("a changed one tells its changes, as configDiff does both ways", async () => {
    const { differs, changes, issues } = await draft();
    const added = [`Provider '${provider}' added.`, "Route 'wise' of project 'Default' added."];
    assert.deepEqual([differs, sentences(changes), issues], [true, added, []]);
    const diff = async (args: string) =>
      sentences(
        (await owner.data(`query ($id: ID!) { configDiff(tenantId: $id${args}) { sentence } }`, { id: tenantId }))
          .configDiff,
      );
    assert.deepEqual(await diff(""), added);
    assert.deepEqual(await diff(", from: DRAFT, to: 3"), added.map((sentence) => sentence.replace("added", "removed")));
    assert.deepEqual(await diff(", from: CURRENT, to: 3"), []);
    assert.ok((await diff(", from: 0, to: 1")).length > 3);
  });

  await t.step("configDiff refuses what is no version, and says which revision there is not", async () => {
    const code = async (args: string) => {
      const { errors } = await owner.send(`query ($id: ID!) { configDiff(tenantId: $id, ${args}) { sentence } }`, {
        id: tenantId,
      });
      return [errors?.[0]?.extensions.code, errors?.[0]?.message];
    };
    assert.deepEqual(await code("from: 7"), ["NOT_FOUND", "There is no revision 7."]);
    assert.equal((await code('from: "newest"'))[0], "VALIDATION");
    assert.equal((await code("from: -1"))[0], "VALIDATION");
    assert.equal((await code("to: 0"))[0], "VALIDATION");
  });

  await t.step("one that cannot be published names what stands against it, and its changes all the same", async () => {
    const { name } = await plane.db.provider.findUniqueOrThrow({
      where: { id: decodeGlobalId("Provider", providerId, "id") },
    });
    await plane.db.provider.update({
      where: { tenantId_name: { tenantId: tenantUuid, name } },
      data: { name: "other" },
    });
    const { differs, hash, changes, issues } = await draft();
    assert.deepEqual([differs, hash, issues[0].path], [true, null, ["routes", "wise", "tree", "provider"]]);
    assert.ok(sentences(changes).includes("Provider 'other' added."));
    await plane.db.provider.update({
      where: { tenantId_name: { tenantId: tenantUuid, name: "other" } },
      data: { name },
    });
  });

  await t.step("a request reaches its revision's author and changes in one query", async () => {
    await owner.mutate("updateRoute", { id: route.id, tree: { ...tree, model: "n" } });
    await owner.mutate("publishConfig", { tenantId, message: "why" });
    const { number, hash } = await plane.db.revision.findFirstOrThrow({ orderBy: { number: "desc" } });
    const { ts, id } = await plane.db.requestLog.findFirstOrThrow();
    const data = { revisionNumber: number, revisionHash: hash };
    await plane.db.requestLog.update({ where: { ts_id: { ts, id } }, data });
    const { node } = await owner.data(
      `query ($id: ID!) { node(id: $id) { ... on RequestLog { revision {
        number message publishedBy { email } changes { kind subject { type id name project } aspect }
      } } } }`,
      { id: encodeGlobalId("RequestLog", id) },
    );
    assert.deepEqual(node.revision, {
      number: 4,
      message: "why",
      publishedBy: { email: "owner@example.com" },
      changes: [
        {
          kind: "ADDED",
          subject: { type: "PROVIDER", id: providerId, name: provider, project: null },
          aspect: "OBJECT",
        },
        {
          kind: "ADDED",
          subject: { type: "ROUTE", id: route.id, name: "wise", project: "Default" },
          aspect: "OBJECT",
        },
      ],
    });
  });
});

async function publishOnce(plane: TestControlPlane): Promise<void> {
  const read = async () => (await plane.owner.data(TENANT)).viewer.tenants.edges[0].node;
  const { id: tenantId, projects, currentRevision, draftDiffers } = await read();
  assert.equal(draftDiffers, false);
  assert.deepEqual([currentRevision.number, currentRevision.publishedBy], [1, null]);
  const projectId = projects.edges[0].node.id;
  const publish = (input: Record<string, unknown>) =>
    plane.owner.mutate("publishConfig", { tenantId, ...input }, "revision { number hash message } changed");

  assert.deepEqual(await publish({}), {
    __typename: "PublishConfigPayload",
    revision: { number: 1, hash: currentRevision.hash, message: "First revision" },
    changed: false,
  });
  const tree = { type: "target", provider: "mock", model: "m" };
  await plane.owner.mutate("createRoute", { projectId, name: "smart", tree });
  assert.equal((await read()).draftDiffers, true);
  const { revision, changed } = await publish({ message: "smart route", baseRevision: 1 });
  assert.deepEqual([revision.number, revision.message, changed], [2, "smart route", true]);
  assert.equal((await publish({ baseRevision: 1 })).code, "CONFLICT");
  const tooLong = await publish({ message: "x".repeat(501) });
  assert.deepEqual([tooLong.code, tooLong.issues[0].path], ["VALIDATION", ["message"]]);

  const after = await read();
  assert.equal(after.draftDiffers, false);
  assert.deepEqual(after.currentRevision, {
    number: 2,
    hash: revision.hash,
    message: "smart route",
    publishedBy: { email: "owner@example.com" },
  });
  assert.deepEqual(after.revisions.edges.map((edge: { node: { number: number } }) => edge.node.number), [2, 1]);
  assert.equal(after.revisions.edges[0].node.document.routes.length, 2);
  const { id } = await plane.db.tenant.findFirstOrThrow();
  await eventually(async () => {
    const answer = await plane.transport.configFeed.get(id);
    return answer.state === "found" && (answer.value as { number: number }).number === 2;
  });
}
