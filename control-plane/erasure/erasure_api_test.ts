import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

const ERASURE = "erasure { id erasureId state progress endUserHash recordsErased project { id } completedAt }";

test("eraseEndUser erases in the background, and no trace of the name is kept", async () => {
  await using started = await startOperationWorld();
  const { world: { owner, tenantId, requestLogId }, plane } = started;
  const { endUser } = await plane.db.requestLog.findFirstOrThrow();
  const input = { tenantId, endUser, confirmEndUser: endUser };
  const { erasure } = await owner.mutate("eraseEndUser", input, ERASURE);
  assert.deepEqual([erasure.state, erasure.progress, erasure.project], ["QUEUED", 0, null]);
  const hash = createHash("sha256").update(`${erasure.erasureId}:${endUser}`).digest("hex");
  assert.equal(erasure.endUserHash, hash);
  const query = `query ($id: ID!) { node(id: $id) { ... on EndUserErasure { state progress recordsErased } } }`;
  await eventually(async () => (await owner.data(query, { id: erasure.id })).node.state === "DONE");
  const { node } = await owner.data(query, { id: erasure.id });
  assert.deepEqual(node, { state: "DONE", progress: 1, recordsErased: "1" });
  const gone = await owner.data("query ($id: ID!) { node(id: $id) { id } }", { id: requestLogId });
  assert.equal(gone.node, null);
  const audit = await plane.db.auditEvent.findFirstOrThrow({ where: { action: "end_user.erase" } });
  assert.deepEqual(audit.after, { projectId: null, endUserHash: hash });
  assert.equal(await plane.db.endUserErasure.count({ where: { endUser: { not: null } } }), 0);
  assert.ok(plane.logLines.some((line) => line.includes("end_user_erased")));
  assert.ok(!plane.logLines.some((line) => line.includes(endUser!)));
});

test("eraseEndUser refuses what is not confirmed, and projects of others", async () => {
  await using started = await startOperationWorld();
  const { world: { owner, tenantId, projectId }, plane } = started;
  const attempt = (input: object) =>
    owner.data(
      `mutation ($input: EraseEndUserInput!) { eraseEndUser(input: $input) {
        __typename ... on ValidationError { issues { path } } } }`,
      { input },
    );
  const refused = await attempt({ tenantId, endUser: "ada", confirmEndUser: "Ada" });
  assert.deepEqual(refused.eraseEndUser.issues, [{ path: ["confirmEndUser"] }]);
  const other = await plane.db.tenant.create({ data: { name: "o", slug: "o", projects: { create: { name: "p" } } } });
  const project = await plane.db.project.findFirstOrThrow({ where: { tenantId: other.id } });
  const foreign = { tenantId, projectId: btoa(`Project:${project.id}`), endUser: "ada", confirmEndUser: "ada" };
  assert.equal((await attempt(foreign)).eraseEndUser.__typename, "NotFoundError");
  assert.equal(await plane.db.endUserErasure.count(), 0);
  const own = await owner.mutate("eraseEndUser", { ...foreign, projectId }, ERASURE);
  assert.equal(own.erasure.project.id, projectId);
});
