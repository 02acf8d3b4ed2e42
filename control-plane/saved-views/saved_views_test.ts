import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { Api } from "../testing/api.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

const VIEW = {
  where: [{
    any: [{ field: "STATUS", operator: "GTE", value: "500" }, { field: "END_USER", operator: "EQ", value: "zoe" }],
  }],
  columns: [{ field: "TIME" }, { field: "TAG", name: "team", width: 120 }],
  sort: { field: "TIME", direction: "DESC" },
  range: { lastMinutes: 60 },
};

const LIST = `query ($id: ID!, $projectId: ID) { savedViews(tenantId: $id, projectId: $projectId) {
  edges { node { name shared view mine editable owner { email } project { name } } } } }`;

test("saved views are their owner's, or the tenant's to see and the administrators' to change", async (t) => {
  await using started = await startOperationWorld();
  const { plane, world } = started;
  const { owner, tenantId, tenantUuid, projectId } = world;
  const [viewer, admin] = [await plane.member(tenantUuid, "VIEWER"), await plane.member(tenantUuid, "ADMIN")];
  const create = (api: Api, input: object) =>
    api.mutate("createSavedView", { tenantId, view: VIEW, ...input }, "savedView { id version view }");
  const names = async (api: Api, variables: object = {}) =>
    (await api.data(LIST, { id: tenantId, ...variables })).savedViews.edges.map((
      { node }: { node: { name: string } },
    ) => node.name);
  const own = (await create(viewer, { name: "mine" })).savedView;
  const shared = (await create(viewer, { name: "ours", shared: true, projectId })).savedView;

  await t.step("a view comes back as it was written, to who may see it", async () => {
    assert.deepEqual(own.view, VIEW);
    assert.deepEqual(await names(viewer), ["mine", "ours"]);
    assert.deepEqual(await names(admin), ["ours"]);
    assert.deepEqual(await names(viewer, { projectId }), ["mine", "ours"]);
    const { edges } = (await admin.data(LIST, { id: tenantId })).savedViews;
    assert.deepEqual([edges[0].node.mine, edges[0].node.editable], [false, true]);
    const node = await admin.send(`query ($id: ID!) { node(id: $id) { id } }`, { id: own.id });
    assert.equal(node.errors?.[0]?.extensions.code, "NOT_FOUND");
    const records = await owner.data(
      `query ($id: ID!, $where: [RequestLogCondition!]) { requestLogs(tenantId: $id, filter: { where: $where }) { edges { cursor } } }`,
      { id: tenantId, where: own.view.where },
    );
    assert.deepEqual(records.requestLogs.edges, []);
  });

  await t.step("who may not change it is told so, or not that there is one", async () => {
    const change = async (api: Api, input: Record<string, unknown>) =>
      (await api.mutate("updateSavedView", input)).code ?? "changed";
    assert.equal(await change(admin, { id: own.id, name: "x" }), "NOT_FOUND");
    assert.equal(await change(await plane.member(tenantUuid, "DEVELOPER"), { id: shared.id, name: "x" }), "FORBIDDEN");
    assert.equal(await change(admin, { id: shared.id, shared: false }), "FORBIDDEN");
    assert.equal(await change(admin, { id: shared.id, name: "everybody's", version: 1 }), "changed");
    assert.equal(await change(viewer, { id: shared.id, name: "again", version: 1 }), "CONFLICT");
    assert.equal(await change(viewer, { id: own.id, name: "everybody's" }), "CONFLICT");
    assert.equal(await change(await plane.stranger(), { id: shared.id, name: "x" }), "NOT_FOUND");
    const readOnly = await plane.member(tenantUuid, "ADMIN", ["views:read"]);
    assert.equal(await change(readOnly, { id: shared.id, name: "x" }), "FORBIDDEN");
  });

  await t.step("what is no view is refused at its place", async () => {
    const cases: [object, string[]][] = [
      [{ where: [{ field: "STATUS", operator: "EQ", value: "x" }] }, ["view", "where", "0", "value"]],
      [{ columns: [{ field: "SECRET" }] }, ["view", "columns", "0", "field"]],
      [{ sort: { field: "STATUS", direction: "ASC" } }, ["view", "sort", "field"]],
      [{ range: { lastMinutes: 0 } }, ["view", "range", "lastMinutes"]],
      [{ colour: "red" }, ["view", "colour"]],
    ];
    for (const [view, path] of cases) {
      const { issues } = await owner.mutate("createSavedView", { tenantId, name: "x", view });
      assert.deepEqual(issues?.[0]?.path, path, JSON.stringify(view));
    }
  });

  await t.step("deleting leaves word on the trail, without the conditions", async () => {
    assert.equal((await admin.mutate("deleteSavedView", { id: own.id })).code, "NOT_FOUND");
    assert.equal((await viewer.mutate("deleteSavedView", { id: own.id }, "deletedId")).deletedId, own.id);
    assert.deepEqual(await names(viewer), ["everybody's"]);
    const events = await plane.db.auditEvent.findMany({ where: { targetKind: "SavedView" }, orderBy: { id: "asc" } });
    assert.deepEqual(events.map(({ action }) => action.replace("saved_view.", "")), [
      "create",
      "create",
      "update",
      "delete",
    ]);
    assert.ok(!JSON.stringify(events).includes("zoe"));
  });
});
