import assert from "node:assert/strict";
import type { Role } from "../../prisma/generated/client/enums.ts";
import { test } from "../../testing/test.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import type { Api } from "../testing/api.ts";
import { startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";

/** Who is in a tenant with an owner of its own. */
async function makeTeam(plane: TestControlPlane, slug: string) {
  const tenant = await plane.db.tenant.create({ data: { name: slug, slug } });
  const join = async (role: Role) => {
    const api = await plane.member(tenant.id, role);
    const userId = decodeGlobalId("User", (await api.data("{ viewer { id } }")).viewer.id, "id");
    const { id } = await plane.db.membership.findFirstOrThrow({ where: { tenantId: tenant.id, userId } });
    return { api, userId, membershipId: encodeGlobalId("Membership", id) };
  };
  const roleOf = async ({ userId }: { userId: string }) =>
    (await plane.db.membership.findFirst({ where: { tenantId: tenant.id, userId } }))?.role ?? null;
  const owners = () => plane.db.membership.count({ where: { tenantId: tenant.id, role: "OWNER" } });
  return { id: tenant.id, tenantId: encodeGlobalId("Tenant", tenant.id), join, roleOf, owners };
}

const outcome = (answer: { __typename: string; code?: string }) => answer.code ?? answer.__typename;

test("members are managed by those who may, and a tenant never loses its last owner", async (t) => {
  await using plane = await startTestControlPlane();

  await t.step("changeMemberRole() lets admins manage all but owners", async () => {
    const team = await makeTeam(plane, "roles");
    const [owner, admin, other, viewer] = [
      await team.join("OWNER"),
      await team.join("ADMIN"),
      await team.join("ADMIN"),
      await team.join("VIEWER"),
    ];
    const change = async (api: Api, { membershipId }: { membershipId: string }, role: Role) =>
      outcome(await api.mutate("changeMemberRole", { membershipId, role }, "membership { role }"));
    assert.equal(await change(admin.api, viewer, "DEVELOPER"), "ChangeMemberRolePayload");
    assert.equal(await team.roleOf(viewer), "DEVELOPER");
    assert.equal(await change(admin.api, other, "VIEWER"), "ChangeMemberRolePayload");
    assert.equal(await change(admin.api, viewer, "OWNER"), "FORBIDDEN");
    assert.equal(await change(admin.api, owner, "ADMIN"), "FORBIDDEN");
    assert.equal(await change(viewer.api, admin, "VIEWER"), "FORBIDDEN");
    assert.equal(await change(owner.api, owner, "ADMIN"), "CONFLICT");
    assert.equal(await change(owner.api, admin, "OWNER"), "ChangeMemberRolePayload");
    assert.equal(await change(owner.api, owner, "ADMIN"), "ChangeMemberRolePayload");
    assert.equal(await team.owners(), 1);
    const trail = await plane.db.auditEvent.findMany({
      where: { tenantId: team.id, action: "member.update" },
      orderBy: { ts: "asc" },
    });
    assert.equal(trail.length, 4);
    assert.deepEqual(trail[0]!.before, { userId: viewer.userId, role: "VIEWER" });
    assert.deepEqual(trail[0]!.after, { userId: viewer.userId, role: "DEVELOPER" });
  });

  await t.step("removeMember() and leaveTenant() keep the last owner", async () => {
    const team = await makeTeam(plane, "leaving");
    const [owner, admin, developer] = [
      await team.join("OWNER"),
      await team.join("ADMIN"),
      await team.join("DEVELOPER"),
    ];
    const remove = async (api: Api, { membershipId }: { membershipId: string }) =>
      outcome(await api.mutate("removeMember", { membershipId }));
    const leave = async (api: Api) => outcome(await api.mutate("leaveTenant", { tenantId: team.tenantId }));
    assert.equal(await remove(owner.api, owner), "CONFLICT");
    assert.equal(await leave(owner.api), "CONFLICT");
    assert.equal(await remove(admin.api, owner), "FORBIDDEN");
    assert.equal(await remove(admin.api, developer), "RemoveMemberPayload");
    assert.equal(await team.roleOf(developer), null);
    assert.equal(await leave(developer.api), "NOT_FOUND");
    assert.equal(await leave(admin.api), "LeaveTenantPayload");
    const gone = await admin.api.send("query ($id: ID!) { node(id: $id) { id } }", { id: team.tenantId });
    assert.equal(gone.errors?.[0]?.extensions.code, "NOT_FOUND");
  });

  await t.step("transferOwnership() makes an owner of another and an admin of the giver", async () => {
    const team = await makeTeam(plane, "transfer");
    const [owner, admin] = [await team.join("OWNER"), await team.join("ADMIN")];
    const transfer = async (api: Api, { membershipId }: { membershipId: string }) =>
      outcome(await api.mutate("transferOwnership", { membershipId }, "membership { role } previous { role }"));
    assert.equal(await transfer(admin.api, admin), "FORBIDDEN");
    assert.equal(await transfer(owner.api, owner), "VALIDATION");
    assert.equal(await transfer(owner.api, admin), "TransferOwnershipPayload");
    assert.deepEqual([await team.roleOf(owner), await team.roleOf(admin)], ["ADMIN", "OWNER"]);
    assert.equal(await transfer(owner.api, owner), "FORBIDDEN");
  });

  await t.step("two owners who go, or unmake each other, at once leave one behind", async () => {
    const team = await makeTeam(plane, "race");
    let stayed = await team.join("OWNER");
    for (let round = 0; round < 6; round++) {
      const other = await team.join("OWNER");
      const act = (actor: typeof other, target: typeof other) =>
        round % 2 === 0
          ? actor.api.mutate("leaveTenant", { tenantId: team.tenantId })
          : actor.api.mutate("changeMemberRole", { membershipId: target.membershipId, role: "VIEWER" });
      const outcomes = (await Promise.all([act(stayed, other), act(other, stayed)])).map(outcome);
      assert.equal(await team.owners(), 1, outcomes.join());
      // Of two who unmake each other the later is no owner any more when its turn comes.
      assert.equal(outcomes.filter((one) => one.endsWith("Payload")).length, 1, outcomes.join());
      if (await team.roleOf(stayed) !== "OWNER") stayed = other;
    }
  });

  await t.step("removeMember() ends what the member subscribes to, at once", async () => {
    const team = await makeTeam(plane, "tail");
    const owner = await team.join("OWNER");
    const project = await plane.db.project.create({ data: { tenantId: team.id, name: "p" } });
    const developer = await team.join("DEVELOPER");
    const query = "subscription ($id: ID!) { requestLogTail(projectId: $id) { cursor } }";
    const subscription = await developer.api.post(
      { query, variables: { id: encodeGlobalId("Project", project.id) } },
      { accept: "text/event-stream", signal: AbortSignal.timeout(10_000) },
    );
    await owner.api.mutate("removeMember", { membershipId: developer.membershipId });
    assert.match(await subscription.text(), /event: complete/);
  });
});
