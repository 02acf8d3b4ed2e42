import assert from "node:assert/strict";
import { configRevision } from "../../shared/contracts/config_revision.ts";
import { test } from "../../testing/test.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

const CAPTURE = "capture { enabled bytesMax retentionDays redact }";
const DEFAULTS = { enabled: true, bytesMax: 65_536, retentionDays: 7, redact: [] };

test("a project's capture is set, kept, put off and taken away, and each change is on the audit trail", async () => {
  await using made = await startOperationWorld();
  const { owner, tenantId, projectId: id } = made.world;
  const created = await owner.mutate(
    "createProject",
    { tenantId, name: "captured", capture: { enabled: true } },
    `
    project { ${CAPTURE} }`,
  );
  assert.deepEqual(created.project.capture, DEFAULTS);

  const update = async (capture: unknown) =>
    (await owner.mutate("updateProject", { id, capture }, `project { ${CAPTURE} }`)).project.capture;
  const chosen = { enabled: true, bytesMax: 1_048_576, retentionDays: 30, redact: ["PHONE_NUMBER", "EMAIL", "EMAIL"] };
  assert.deepEqual(await update(chosen), { ...chosen, redact: ["EMAIL", "PHONE_NUMBER"] });
  const { project } = await owner.mutate("updateProject", { id, name: "renamed" }, `project { ${CAPTURE} }`);
  assert.deepEqual(project.capture, { ...chosen, redact: ["EMAIL", "PHONE_NUMBER"] }, "left out, it stays");
  assert.deepEqual(await update({ enabled: false }), { ...DEFAULTS, enabled: false });
  assert.equal(await update(null), null);

  const events = await made.plane.db.auditEvent.findMany({
    where: { action: "project.update" },
    orderBy: { id: "asc" },
  });
  const after = events.map((event) => (event.after as { capture: { retentionDays: number } | null }).capture);
  assert.deepEqual(after.map((capture) => capture?.retentionDays ?? null), [30, 30, 7, null]);
});

test("a project's capture is refused where it does not fit, and to all but owners and administrators", async () => {
  await using made = await startOperationWorld();
  const { plane, world: { owner, tenantId, tenantUuid, projectId: id } } = made;
  for (
    const [wrong, field] of [[{ bytesMax: 1_048_577 }, "bytesMax"], [{ bytesMax: 0 }, "bytesMax"], [
      { retentionDays: 366 },
      "retentionDays",
    ]] as const
  ) {
    const answer = await owner.mutate("updateProject", { id, capture: { enabled: true, ...wrong } });
    assert.deepEqual(answer.issues[0].path, ["capture", field]);
  }
  const developer = await plane.member(tenantUuid, "DEVELOPER");
  const admin = await plane.member(tenantUuid, "ADMIN");
  const capture = { enabled: true };
  assert.equal((await developer.mutate("updateProject", { id, capture })).code, "FORBIDDEN");
  assert.equal((await developer.mutate("updateProject", { id, capture: null })).code, "FORBIDDEN");
  assert.equal((await developer.mutate("createProject", { tenantId, name: "own", capture })).code, "FORBIDDEN");
  assert.equal((await developer.mutate("updateProject", { id, name: "still" })).__typename, "UpdateProjectPayload");
  assert.equal((await admin.mutate("updateProject", { id, capture })).__typename, "UpdateProjectPayload");
});

test("a project's capture is part of the revision while it is on, and a draft differs by it alone", async () => {
  await using made = await startOperationWorld();
  const { plane, world: { owner, tenantId, projectId: id } } = made;
  const differs = async () => {
    const { node } = await owner.data(`query ($id: ID!) { node(id: $id) { ... on Tenant { draftDiffers } } }`, {
      id: tenantId,
    });
    return node.draftDiffers;
  };
  const publish = () => owner.mutate("publishConfig", { tenantId, message: "capture" });
  await publish();
  assert.equal(await differs(), false);
  await owner.mutate("updateProject", { id, capture: { enabled: false, retentionDays: 9 } });
  assert.equal(await differs(), false, "what is off says nothing to a gateway");
  await owner.mutate("updateProject", { id, capture: { enabled: true, redact: ["EMAIL"] } });
  assert.equal(await differs(), true);
  await publish();
  assert.equal(await differs(), false);
  const { document } = await plane.db.revision.findFirstOrThrow({ orderBy: { number: "desc" } });
  const { projects } = configRevision.parse({ ...document as object, number: 1, hash: "a".repeat(64), publishedAt: 1 });
  assert.deepEqual(projects[0]!.capture, { ...DEFAULTS, redact: ["email"] });
});
