import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { type OperationWorld, startOperationWorld, TENANT_POLICY } from "../testing/operation_world.ts";
import { POLICIES_MAX } from "./policy_service.ts";

const FIELDS = `policy {
  id name version action onLimiterLoss assumedOutputTokens warnAtPercent archivedAt
  scope { type project { id } apiKey { id } model }
  limits { type max period maxNanoUsd models providers }
}`;

function creator({ owner, tenantId, name }: OperationWorld) {
  return (change: object) =>
    owner.mutate("createPolicy", { tenantId, name: name(), ...TENANT_POLICY, ...change }, FIELDS);
}

const limit = (type: string, fields: object = {}) => ({
  type,
  max: null,
  period: null,
  maxNanoUsd: null,
  models: null,
  providers: null,
  ...fields,
});

test("createPolicy() gives back every kind of scope and limit as it was given", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const create = creator(world);
  const { projectId, apiKeyId } = world;
  const limits = [
    limit("REQUESTS_PER_MINUTE", { max: 600 }),
    limit("TOKENS_PER_MINUTE", { max: 1_000_000_000 }),
    limit("CONCURRENT_REQUESTS", { max: 0 }),
    limit("SPEND", { period: "HOUR", maxNanoUsd: "1000000000" }),
    limit("SPEND", { period: "DAY", maxNanoUsd: "9007199254740991" }),
    limit("SPEND", { period: "MONTH", maxNanoUsd: "0" }),
    limit("MAX_TOKENS_PER_REQUEST", { max: 8_192 }),
    limit("ALLOWED_MODELS", { models: ["smart", "mock/demo"] }),
    limit("ALLOWED_PROVIDERS", { providers: ["mock"] }),
  ];
  const { policy } = await create({ name: " Team budget ", limits, onLimiterLoss: "LOCAL_SLICE" });
  assert.deepEqual({ ...policy, id: "" }, {
    id: "",
    name: "Team budget",
    version: 1,
    action: "BLOCK",
    onLimiterLoss: "LOCAL_SLICE",
    assumedOutputTokens: 1_024,
    warnAtPercent: [50, 80, 100],
    archivedAt: null,
    scope: { type: "TENANT", project: null, apiKey: null, model: null },
    limits,
  });

  const none = { project: null, apiKey: null, model: null };
  const scopes: [object, object][] = [
    [{ type: "PROJECT", projectId }, { project: { id: projectId } }],
    [{ type: "API_KEY" }, {}],
    [{ type: "API_KEY", apiKeyId }, { apiKey: { id: apiKeyId } }],
    [{ type: "END_USER" }, {}],
    [{ type: "END_USER", projectId }, { project: { id: projectId } }],
    [{ type: "MODEL", model: "smart" }, { model: "smart" }],
    [{ type: "MODEL", model: "mock/demo", projectId }, { model: "mock/demo", project: { id: projectId } }],
  ];
  for (const [scope, expected] of scopes) {
    const answer = await create({ scope, action: "OBSERVE", warnAtPercent: [90, 10], assumedOutputTokens: 1 });
    const { type } = scope as { type: string };
    assert.deepEqual(answer.policy.scope, { ...none, type, ...expected }, JSON.stringify(answer));
    assert.deepEqual([answer.policy.warnAtPercent, answer.policy.assumedOutputTokens], [[10, 90], 1]);
  }
});

test("createPolicy() names every wrong place of its input", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const create = creator(world);
  const other = await plane.db.tenant.create({ data: { name: "Other", slug: "other" } });
  const foreign = await plane.db.project.create({ data: { tenantId: other.id, name: "Foreign" } });
  const foreignKey = await plane.db.apiKey.create({
    data: { tenantId: other.id, projectId: foreign.id, name: "k", keyId: "foreignkey01", sha256: new Uint8Array(32) },
  });
  const archived = await world.fresh.projectId();
  await world.owner.mutate("archiveProject", { id: archived });
  const revoked = await world.fresh.apiKeyId();
  await world.owner.mutate("revokeApiKey", { id: revoked });
  const limits = (...list: object[]) => ({ limits: list });
  const scope = (type: string, fields: object = {}) => ({ scope: { type, ...fields } });
  const cases: [object, string[]][] = [
    [{ name: "x".repeat(65) }, ["name"]],
    [limits(), ["limits"]],
    [limits({ type: "REQUESTS_PER_MINUTE" }), ["limits.0.max"]],
    [limits({ type: "REQUESTS_PER_MINUTE", max: -1 }), ["limits.0.max"]],
    [limits({ type: "REQUESTS_PER_MINUTE", max: 1_000_000_001 }), ["limits.0.max"]],
    [limits({ type: "REQUESTS_PER_MINUTE", max: 1, period: "DAY", models: ["m"] }), [
      "limits.0.period",
      "limits.0.models",
    ]],
    [limits({ type: "SPEND", max: 1 }), ["limits.0.period", "limits.0.maxNanoUsd", "limits.0.max"]],
    [limits({ type: "SPEND", period: "DAY", maxNanoUsd: "-1" }), ["limits.0.maxNanoUsd"]],
    [limits({ type: "SPEND", period: "DAY", maxNanoUsd: "9007199254740993" }), ["limits.0.maxNanoUsd"]],
    [limits({ type: "ALLOWED_MODELS", models: [] }), ["limits.0.models"]],
    [limits({ type: "ALLOWED_PROVIDERS", providers: ["mock", "nobody"] }), ["limits.0.providers.1"]],
    [limits({ type: "ALLOWED_PROVIDERS", providers: ["a b"] }), ["limits.0.providers.0"]],
    [limits({ type: "CONCURRENT_REQUESTS", max: 1 }, { type: "CONCURRENT_REQUESTS", max: 2 }), ["limits.1"]],
    [scope("PROJECT"), ["scope.projectId"]],
    [scope("TENANT", { projectId: world.projectId }), ["scope.projectId"]],
    [scope("PROJECT", { projectId: world.apiKeyId }), ["scope.projectId"]],
    [scope("PROJECT", { projectId: encodeGlobalId("Project", foreign.id) }), ["scope.projectId"]],
    [scope("END_USER", { projectId: encodeGlobalId("Project", foreign.id) }), ["scope.projectId"]],
    [scope("MODEL", { model: "m", projectId: archived }), ["scope.projectId"]],
    [scope("API_KEY", { apiKeyId: encodeGlobalId("ApiKey", foreignKey.id) }), ["scope.apiKeyId"]],
    [scope("API_KEY", { apiKeyId: revoked }), ["scope.apiKeyId"]],
    [scope("MODEL"), ["scope.model"]],
    [{ assumedOutputTokens: 0 }, ["assumedOutputTokens"]],
    [{ warnAtPercent: [0, 101] }, ["warnAtPercent.0", "warnAtPercent.1"]],
    [{ warnAtPercent: [50, 50] }, ["warnAtPercent"]],
  ];
  for (const [change, paths] of cases) {
    const answer = await create(change);
    assert.equal(answer.__typename, "ValidationError", JSON.stringify([change, answer]));
    assert.deepEqual(
      answer.issues.map(({ path }: { path: string[] }) => path.join(".")),
      paths,
      JSON.stringify(change),
    );
  }
  assert.equal(await plane.db.policy.count(), 1, "the world's own");
});

test("updatePolicy() changes what it is given, refuses what is based on an older version, and archivePolicy() frees the name", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner } = world;
  const create = creator(world);
  const { policy } = await create({ name: "Budget" });
  assert.equal((await create({ name: "Budget" })).code, "CONFLICT");
  const update = (change: object) => owner.mutate("updatePolicy", { id: policy.id, ...change }, FIELDS);
  const scope = { type: "PROJECT", projectId: world.projectId };
  const changed = (await update({ version: 1, scope, warnAtPercent: [] })).policy;
  assert.deepEqual(changed, {
    ...policy,
    version: 2,
    scope: { ...policy.scope, type: "PROJECT", project: { id: world.projectId } },
    warnAtPercent: [],
  });
  assert.equal((await update({ version: 1, action: "OBSERVE" })).code, "CONFLICT");
  assert.equal((await update({ action: "OBSERVE", onLimiterLoss: "CLOSED" })).policy.version, 3);
  assert.deepEqual((await update({ limits: [] })).issues[0].path, ["limits"]);
  const both = await Promise.all([update({ version: 3, name: "A" }), update({ version: 3, name: "B" })]);
  assert.deepEqual(both.map((answer) => answer.code ?? "done").sort(), ["CONFLICT", "done"]);

  await update({ name: "Budget" });
  const archive = () => owner.mutate("archivePolicy", { id: policy.id }, FIELDS);
  const { policy: archived } = await archive();
  assert.match(archived.name, /^Budget~/);
  assert.deepEqual((await archive()).policy, archived);
  assert.equal((await update({ action: "BLOCK" })).code, "CONFLICT");
  assert.equal((await create({ name: "Budget" })).code, undefined);

  const events = await plane.db.auditEvent.findMany({ where: { targetKind: "Policy" }, orderBy: { id: "asc" } });
  const own = events.filter(({ targetId }) => encodeGlobalId("Policy", targetId!) === policy.id);
  assert.deepEqual(own.map(({ action }) => action), [
    "policy.create",
    "policy.update",
    "policy.update",
    "policy.update",
    "policy.update",
    "policy.archive",
  ]);
  const [, first] = own as unknown as { before: { scope: object }; after: { scope: object } }[];
  assert.deepEqual(first!.before.scope, { type: "tenant" });
  assert.equal((first!.after.scope as { type: string }).type, "project");
});

test("policies() and Tenant.policies page through a tenant's policies, archived ones where asked", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  await world.owner.mutate("archivePolicy", { id: world.policyId });
  const ids = [await world.fresh.policyId(), await world.fresh.policyId(), await world.fresh.policyId()];
  const connection = "edges { node { id } } pageInfo { hasNextPage endCursor }";
  const page = async (args: string) =>
    (await world.owner.data(`{ policies(tenantId: "${world.tenantId}", ${args}) { ${connection} } }`)).policies;
  const idsOf = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node }) => node.id);
  const first = await page("first: 2");
  assert.deepEqual([idsOf(first), first.pageInfo.hasNextPage], [ids.slice(0, 2), true]);
  const second = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
  assert.deepEqual([idsOf(second), second.pageInfo.hasNextPage], [ids.slice(2), false]);
  assert.deepEqual(idsOf(await page("includeArchived: true")), [world.policyId, ...ids]);
  const { tenant } = await world.owner.data(`{ tenant(slug: "${world.slug}") { policies { ${connection} } } }`);
  assert.deepEqual(idsOf(tenant.policies), ids);
});

test("createPolicy() refuses more than a tenant may have, and counts no archived ones", async () => {
  await using made = await startOperationWorld();
  const { world, plane } = made;
  const { tenantUuid: tenantId } = world;
  const { id: _, name: _name, ...one } = await plane.db.policy.findFirstOrThrow({ where: { tenantId } });
  const held = await plane.db.policy.count({ where: { tenantId } });
  const own = { ...one, scope: one.scope as object, limits: one.limits as object[] };
  const data = Array.from({ length: POLICIES_MAX - held }, (_, n) => ({ ...own, name: `policy ${n}` }));
  await plane.db.policy.createMany({ data });
  const create = async () => {
    const input = { tenantId: world.tenantId, name: world.name(), ...TENANT_POLICY };
    const query = "mutation ($input: CreatePolicyInput!) { createPolicy(input: $input) { __typename } }";
    return (await world.owner.data(query, { input })).createPolicy.__typename;
  };
  assert.equal(await create(), "ConflictError");
  await world.owner.mutate("archivePolicy", { id: world.policyId }, "policy { id }");
  assert.equal(await create(), "CreatePolicyPayload");
});
