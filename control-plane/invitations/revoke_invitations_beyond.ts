import type { Role } from "../../prisma/generated/client/enums.ts";
import { recordAudit } from "../audit/record_audit.ts";
import type { KnownActor } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { mayManageRole } from "../members/role_rules.ts";
import { invitationSummary } from "./invitation_summary.ts";

export interface SenderChange {
  tenantId: string;
  sender: { invitedById: string } | { invitedByServiceAccountId: string };
  /** The sender's role from now on; null: none any more. */
  role: Role | null;
}

/**
 * Revokes what somebody has sent and may not send any more, in the transaction that takes their role: else who was removed
 * could come back by an invitation of their own. The tenant's members must be held.
 */
export async function revokeInvitationsBeyond(
  tx: Transaction,
  call: Pick<Call, "clientAddress" | "dependencies"> & { actor: KnownActor },
  { tenantId, sender, role }: SenderChange,
): Promise<void> {
  const open = await tx.invitation.findMany({ where: { tenantId, ...sender, acceptedAt: null, revokedAt: null } });
  const revokedAt = new Date(call.dependencies.clock.now());
  for (const invitation of open) {
    if (role !== null && mayManageRole(role, invitation.role)) continue;
    await tx.invitation.update({ where: { id: invitation.id }, data: { revokedAt } });
    await recordAudit(tx, call, {
      action: "invitation.revoke",
      tenantId,
      target: { kind: "Invitation", id: invitation.id },
      before: invitationSummary(invitation),
    });
  }
}
