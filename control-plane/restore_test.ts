import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { MOCK_TREE, startOperationWorld, TENANT_POLICY } from "./testing/operation_world.ts";

const CONFLICT = "... on ConflictError { message blockers { id } }";

test("what was archived is restored under its name, or another one where that is taken", async (t) => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner, tenantId, projectId, fresh } = world;
  const makers: [string, string, Record<string, unknown>][] = [
    ["Project", "project", { tenantId }],
    ["Provider", "provider", { tenantId, kind: "MOCK" }],
    ["Route", "route", { projectId, tree: MOCK_TREE }],
    ["Policy", "policy", { tenantId, ...TENANT_POLICY }],
  ];
  for (const [type, field, input] of makers) {
    await t.step(`restore${type}() takes the name back, or conflicts`, async () => {
      const create = async () =>
        (await owner.mutate(`create${type}`, { ...input, name: "same" }, `${field} { id }`))[field].id;
      const restore = async (change: object) => {
        const answer = await owner.mutate(`restore${type}`, { id, ...change }, `${field} { name archivedAt version }`);
        return answer[field] ?? answer;
      };
      const id = await create();
      await owner.mutate(`archive${type}`, { id });
      assert.deepEqual(await restore({}), { name: "same", archivedAt: null, version: 3 });
      await owner.mutate(`archive${type}`, { id });
      const other = await create();
      const refused = await restore({});
      assert.equal(refused.code, "CONFLICT");
      assert.match(refused.message, /'same'/);
      assert.deepEqual(await restore({ name: "renamed" }), { name: "renamed", archivedAt: null, version: 5 });
      for (const one of [id, other]) await owner.mutate(`archive${type}`, { id: one });
      const events = await plane.db.auditEvent.count({ where: { action: `${field}.restore` } });
      assert.equal(events, 2);
    });
  }

  await t.step("restoreProject() brings its routes back and leaves its keys revoked", async () => {
    const project = await fresh.projectId();
    const { route } = await owner.mutate(
      "createRoute",
      { projectId: project, name: "r", tree: MOCK_TREE },
      "route { id }",
    );
    const { apiKey } = await owner.mutate("createApiKey", { projectId: project, name: "k" }, "apiKey { id }");
    await owner.mutate("archiveProject", { id: project });
    await owner.mutate("archiveRoute", { id: route.id });
    assert.match((await owner.mutate("restoreRoute", { id: route.id })).message, /project is archived/);
    await owner.mutate("restoreProject", { id: project });
    assert.equal((await owner.mutate("restoreRoute", { id: route.id })).__typename, "RestoreRoutePayload");
    const query = `query ($id: ID!) { node(id: $id) { ... on ApiKey { state } } }`;
    assert.equal((await owner.data(query, { id: apiKey.id })).node.state, "REVOKED");
  });

  await t.step("restoreRoute() refuses what leads elsewhere by now, and providers that are out of use", async () => {
    const { provider } = await owner.mutate(
      "createProvider",
      { tenantId, name: "lost", kind: "MOCK" },
      "provider { id }",
    );
    const tree = { ...MOCK_TREE, provider: "lost" };
    const old = await owner.mutate("createRoute", { projectId, name: "old", aliases: ["gpt"], tree }, "route { id }");
    await owner.mutate("archiveRoute", { id: old.route.id });
    const input = { projectId, name: "new", aliases: ["gpt"], tree: MOCK_TREE };
    const { route } = await owner.mutate("createRoute", input, "route { id }");
    const restore = async () =>
      (await owner.data(
        `mutation ($id: ID!) { result: restoreRoute(input: { id: $id }) { __typename ${CONFLICT} } }`,
        { id: old.route.id },
      )).result;
    assert.deepEqual((await restore()).blockers, [{ id: route.id }]);
    await owner.mutate("archiveRoute", { id: route.id });
    await owner.mutate("archiveProvider", { id: provider.id });
    assert.match((await restore()).message, /no provider named 'lost'/);
    await owner.mutate("restoreProvider", { id: provider.id });
    assert.equal((await restore()).__typename, "RestoreRoutePayload");
  });

  await t.step("archiveProvider() names the routes that stand in its way, with their projects", async () => {
    const { provider } = await owner.mutate(
      "createProvider",
      { tenantId, name: "used", kind: "MOCK" },
      "provider { id }",
    );
    const tree = { ...MOCK_TREE, provider: "used" };
    const { route } = await owner.mutate("createRoute", { projectId, name: "user", tree }, "route { id }");
    const { result } = await owner.data(
      `mutation ($id: ID!) { result: archiveProvider(input: { id: $id }) { ${CONFLICT} } }`,
      { id: provider.id },
    );
    assert.deepEqual(result.blockers, [{ id: route.id }]);
    assert.match(result.message, /'user' \(project '[^']+'\)/);
  });

  await t.step("restorePolicy() refuses a policy of a key that was revoked", async () => {
    const apiKeyId = await fresh.apiKeyId();
    const scope = { type: "API_KEY", apiKeyId };
    const { policy } = await owner.mutate(
      "createPolicy",
      { tenantId, name: "key", ...TENANT_POLICY, scope },
      "policy { id }",
    );
    await owner.mutate("archivePolicy", { id: policy.id });
    await owner.mutate("revokeApiKey", { id: apiKeyId });
    assert.match((await owner.mutate("restorePolicy", { id: policy.id })).message, /the API key is out of use/);
  });
});
