import assert from "node:assert/strict";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { test } from "../testing/test.ts";
import { encodeGlobalId } from "./graphql/global_id.ts";
import { MOCK_TREE, startOperationWorld } from "./testing/operation_world.ts";

const SECRET = "sk-very-secret-provider-key-1234";

test("names conflict while they live and are free once archived", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner, tenantId, projectId } = world;
  const makers: [string, string, Record<string, unknown>][] = [
    ["Project", "project", { tenantId }],
    ["Provider", "provider", { tenantId, kind: "MOCK" }],
    ["Route", "route", { projectId, tree: MOCK_TREE }],
  ];
  for (const [type, field, input] of makers) {
    const create = () => owner.mutate(`create${type}`, { ...input, name: "same" }, `${field} { id name }`);
    const first = await create();
    assert.equal((await create()).code, "CONFLICT", type);
    const archived = await owner.mutate(`archive${type}`, { id: first[field].id }, `${field} { name archivedAt }`);
    assert.match(archived[field].name, /^same~[0-9a-f]{8}$/);
    assert.notEqual(archived[field].archivedAt, null);
    assert.equal((await create())[field].name, "same");
    const change = type === "Provider" ? { baseUrl: null } : { name: "other" };
    assert.equal((await owner.mutate(`update${type}`, { id: first[field].id, ...change })).code, "CONFLICT", type);
  }
  const taken = { name: "Second", slug: "default" };
  assert.equal((await owner.mutate("createTenant", taken)).code, "CONFLICT");
  const suffixed = await owner.mutate("createTenant", { name: "Default" }, "tenant { slug }");
  assert.match(suffixed.tenant.slug, /^default-[0-9a-f]{6}$/);
});

test("ids that are malformed, of another type or of nothing are told as what they are", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner } = world;
  for (const id of ["", "nonsense", "ÄÖ", btoa("Project:1"), btoa("Project"), world.tenantId, "a".repeat(5_000)]) {
    const answer = await owner.mutate("updateProject", { id, name: "x" });
    assert.equal(answer.__typename, "ValidationError", id.slice(0, 20));
    assert.deepEqual(answer.issues[0].path, ["id"]);
  }
  const nothing = encodeGlobalId("Project", uuidv7(Date.now()));
  assert.equal((await owner.mutate("updateProject", { id: nothing, name: "x" })).code, "NOT_FOUND");
  const query = "query ($id: ID!) { node(id: $id) { id } }";
  const codes: [string, string][] = [["nonsense", "VALIDATION"], [nothing, "NOT_FOUND"], [
    btoa(`Nothing:${uuidv7(1)}`),
    "VALIDATION",
  ]];
  for (const [id, code] of codes) {
    const answer = await owner.send(query, { id });
    assert.equal(answer.errors?.[0]?.extensions.code, code, id);
  }
});

test("every change is on the audit trail, with who made it and no secret", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner, tenantId } = world;
  const before = await plane.db.auditEvent.count();
  const { provider } = await owner.mutate(
    "createProvider",
    { tenantId, name: "p", kind: "ANTHROPIC", apiKey: SECRET },
    "provider { id }",
  );
  await owner.mutate("updateProvider", { id: provider.id, baseUrl: "https://proxy.example.com" });
  await owner.mutate("createProvider", { tenantId, name: "p", kind: "MOCK" });
  await owner.mutate("archiveProvider", { id: provider.id });
  const events = await plane.db.auditEvent.findMany({ orderBy: { id: "asc" }, skip: before });
  assert.deepEqual(events.map((event) => event.action), ["provider.create", "provider.update", "provider.archive"]);
  const token = await plane.db.personalAccessToken.findFirstOrThrow();
  for (const event of events) {
    assert.equal(event.actorKind, "token");
    assert.equal(event.actorId, token.id);
    assert.equal(event.tenantId, world.tenantUuid);
    assert.equal(event.ipAddress, "127.0.0.1");
  }
  assert.deepEqual(events[1]!.before, { name: "p", kind: "ANTHROPIC", baseUrl: null });
  assert.deepEqual(events[1]!.after, {
    name: "p",
    kind: "ANTHROPIC",
    baseUrl: "https://proxy.example.com",
    apiKeyRotated: false,
  });
});

test("lists are pages that go forward and back within their bounds", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  for (let count = 0; count < 5; count++) await world.fresh.projectId();
  const page = async (args: string) =>
    (await world.owner.data(`{ tenant(slug: "default") { projects(${args}) {
      edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`)).tenant
      .projects;
  const first = await page("first: 2");
  assert.equal(first.edges.length, 2);
  assert.equal(first.pageInfo.hasNextPage, true);
  const second = await page(`first: 10, after: "${first.pageInfo.endCursor}"`);
  assert.equal(second.edges.length, 4);
  assert.equal(second.pageInfo.hasNextPage, false);
  const back = await page(`last: 2, before: "${second.pageInfo.startCursor}"`);
  assert.deepEqual(back.edges, first.edges);
  const wrong = await world.owner.send(
    `{ tenant(slug: "default") { projects(first: 2, after: "zzz") { edges { cursor } } } }`,
  );
  assert.equal(wrong.errors?.[0]?.extensions.code, "VALIDATION");
});
