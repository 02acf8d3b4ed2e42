import type { Membership, Role } from "../../prisma/generated/client/client.ts";
import { ConflictError, NotFoundError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import type { KnownActor } from "../authorization/actor.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import { authorizePerson } from "../authorization/authorize_person.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { revokeInvitationsBeyond } from "../invitations/revoke_invitations_beyond.ts";
import { holdMembers, holdMembersFor } from "./hold_members.ts";
import { refuseBeyondRole } from "./role_rules.ts";

/** Gives a member another role. The last owner stays one. The same role again changes nothing. */
export async function changeMemberRole(call: Call, input: { id: string; role: Role }): Promise<Membership> {
  const { actor, object } = await findMembership(call, "member.update", input.id);
  const changed = await call.dependencies.db.$transaction(async (tx) => {
    const own = await holdMembersFor(tx, actor, { action: "member.update", tenantId: object.tenantId });
    const membership = await present(tx, object.id);
    refuseBeyondRole(own, [membership.role, input.role]);
    if (membership.role === input.role) return membership;
    await refuseLastOwner(tx, membership, "The last owner cannot be given another role. Transfer the ownership first.");
    return await giveRole(tx, { ...call, actor }, { membership, role: input.role, action: "member.update" });
  });
  call.dependencies.accessChanges.changed(changed.userId);
  return changed;
}

/** Ends somebody's membership. The last owner stays. Keys that they made are the project's, and stay. */
export async function removeMember(call: Call, input: { id: string }): Promise<Membership> {
  const { actor, object } = await findMembership(call, "member.remove", input.id);
  await call.dependencies.db.$transaction(async (tx) => {
    const own = await holdMembersFor(tx, actor, { action: "member.remove", tenantId: object.tenantId });
    const membership = await present(tx, object.id);
    refuseBeyondRole(own, [membership.role]);
    await end(tx, { ...call, actor }, { membership, action: "member.remove" });
  });
  call.dependencies.accessChanges.changed(object.userId);
  return object;
}

/** Ends the caller's own membership. The last owner stays. */
export async function leaveTenant(call: Call, input: { tenantId: string }): Promise<Membership> {
  const actor = authorizePerson(call.actor, "member.leave");
  // Of a token that is limited to other tenants as well.
  if (!actor.memberships.has(input.tenantId)) throw new NotFoundError();
  const left = await call.dependencies.db.$transaction(async (tx) => {
    await holdMembers(tx, input.tenantId);
    const membership = await tx.membership.findUnique({
      where: { tenantId_userId: { tenantId: input.tenantId, userId: actor.userId } },
    });
    if (membership === null) throw new NotFoundError();
    await end(tx, { ...call, actor }, { membership, action: "member.leave" });
    return membership;
  });
  call.dependencies.accessChanges.changed(actor.userId);
  return left;
}

/** A membership, if the actor may do this to it. */
export function findMembership(call: Call, action: "member.update" | "member.remove" | "tenant.transfer", id: string) {
  return authorizeObject(call, action, () => call.dependencies.db.membership.findUnique({ where: { id } }));
}

/** Writes another role, and takes back what the one before had promised to others. Members must be held. */
export async function giveRole(
  tx: Transaction,
  call: Call & { actor: KnownActor },
  { membership, role, action }: { membership: Membership; role: Role; action: "member.update" | "tenant.transfer" },
): Promise<Membership> {
  const changed = await tx.membership.update({ where: { id: membership.id }, data: { role } });
  await recordAudit(tx, call, {
    action,
    tenantId: membership.tenantId,
    target: { kind: "Membership", id: membership.id },
    before: summary(membership),
    after: summary(changed),
  });
  await revokeInvitationsBeyond(tx, call, {
    tenantId: membership.tenantId,
    sender: { invitedById: membership.userId },
    role,
  });
  return changed;
}

async function present(tx: Transaction, id: string): Promise<Membership> {
  const membership = await tx.membership.findUnique({ where: { id } });
  if (membership === null) throw new NotFoundError();
  return membership;
}

async function end(
  tx: Transaction,
  call: Call & { actor: KnownActor },
  { membership, action }: { membership: Membership; action: "member.remove" | "member.leave" },
): Promise<void> {
  await refuseLastOwner(tx, membership, "The last owner cannot go. Transfer the ownership first.");
  await tx.membership.delete({ where: { id: membership.id } });
  await recordAudit(tx, call, {
    action,
    tenantId: membership.tenantId,
    target: { kind: "Membership", id: membership.id },
    before: summary(membership),
  });
  const { tenantId, userId } = membership;
  await revokeInvitationsBeyond(tx, call, { tenantId, sender: { invitedById: userId }, role: null });
}

async function refuseLastOwner(tx: Transaction, { id, tenantId, role }: Membership, message: string): Promise<void> {
  if (role !== "OWNER") return;
  if (await tx.membership.count({ where: { tenantId, role: "OWNER", NOT: { id } } }) === 0) {
    throw new ConflictError(message);
  }
}

function summary({ userId, role }: Membership) {
  return { userId, role };
}
