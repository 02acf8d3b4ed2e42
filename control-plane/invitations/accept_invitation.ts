import type { Membership } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, NotFoundError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizePerson } from "../authorization/authorize_person.ts";
import type { Call } from "../call.ts";
import { holdMembers } from "../members/hold_members.ts";
import { findOpenInvitation } from "./find_open_invitation.ts";

/**
 * Makes the caller a member, by an invitation to their own address. Links that are unknown, used, revoked or too old are told
 * apart to nobody.
 */
export async function acceptInvitation(call: Call, input: { token: string }): Promise<Membership> {
  const actor = authorizePerson(call.actor, "invitation.accept", { beyondTenants: true });
  const { db, clock, accessChanges } = call.dependencies;
  const found = await findOpenInvitation(call.dependencies, input.token);
  if (found === null) throw notValid();
  if (found.email !== actor.email.toLowerCase()) {
    throw new NotFoundError("The invitation is for another address. Sign in with the one that was invited.");
  }
  const { tenantId } = found;
  const { userId } = actor;
  const membership = await db.$transaction(async (tx) => {
    await holdMembers(tx, tenantId);
    // Anew, now that nobody can revoke it beside this, or take the sender's right to have sent it.
    const invitation = await findOpenInvitation({ db: tx, clock }, input.token);
    if (invitation === null) throw notValid();
    if (await tx.membership.count({ where: { tenantId, userId } }) > 0) {
      throw new ConflictError("You are a member already.");
    }
    const now = new Date(clock.now());
    await tx.invitation.update({ where: { id: invitation.id }, data: { acceptedAt: now, acceptedById: userId } });
    const created = await tx.membership.create({
      data: { id: uuidv7(clock.now()), tenantId, userId, role: invitation.role },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "invitation.accept",
      tenantId,
      target: { kind: "Membership", id: created.id },
      after: { invitationId: invitation.id, userId, role: created.role },
    });
    return created;
  });
  // The rest of this request reads the tenant that was just joined.
  actor.memberships.set(tenantId, membership.role);
  accessChanges.changed(userId);
  return membership;
}

/** What whoever holds a link may know before they sign in, and nothing beyond. */
export interface InvitationPreview {
  tenantName: string;
  role: Membership["role"];
  email: string;
  /** The name of who sent it; null when they are gone. */
  invitedBy: string | null;
}

/** What an invitation is for, to anybody who holds its link. `NotFoundError` when it is not valid (any more). */
export async function previewInvitation(call: Call, input: { token: string }): Promise<InvitationPreview> {
  const found = await findOpenInvitation(call.dependencies, input.token);
  if (found === null) throw notValid();
  return {
    tenantName: found.tenant.name,
    role: found.role,
    email: found.email,
    invitedBy: found.invitedBy?.name ?? found.invitedByServiceAccount?.name ?? null,
  };
}

function notValid(): NotFoundError {
  return new NotFoundError("There is no such invitation, or it is not valid any more. Ask for a new one.");
}
