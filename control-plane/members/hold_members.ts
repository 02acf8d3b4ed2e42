import type { Role } from "../../prisma/generated/client/enums.ts";
import { NotFoundError } from "../api_error.ts";
import type { Action } from "../authorization/actions.ts";
import type { KnownActor } from "../authorization/actor.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Transaction } from "../database.ts";

/**
 * Lets nobody else change who belongs to a tenant until the transaction ends: two changes at once must not leave it without
 * an owner, and none is made by a role that was taken away meanwhile.
 */
export async function holdMembers(tx: Transaction, tenantId: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR NO KEY UPDATE`;
}

/** Holds a tenant's members and asks again whether the actor may do this, now that nothing changes. Answers their role. */
export async function holdMembersFor(
  tx: Transaction,
  actor: KnownActor,
  { action, tenantId }: { action: Action; tenantId: string },
): Promise<Role> {
  await holdMembers(tx, tenantId);
  if (actor.kind === "system") return "OWNER";
  const role = await presentRole(tx, actor, tenantId);
  if (role === null) throw new NotFoundError();
  authorize({ ...actor, memberships: new Map([[tenantId, role]]) }, action, tenantId);
  return role;
}

async function presentRole(
  tx: Transaction,
  actor: Exclude<KnownActor, { kind: "system" }>,
  tenantId: string,
): Promise<Role | null> {
  if (actor.kind === "service_account") {
    const account = await tx.serviceAccount.findUnique({ where: { id: actor.serviceAccountId } });
    return account !== null && account.tenantId === tenantId && account.archivedAt === null ? account.role : null;
  }
  const membership = await tx.membership.findUnique({
    where: { tenantId_userId: { tenantId, userId: actor.userId } },
    select: { role: true },
  });
  return membership?.role ?? null;
}
