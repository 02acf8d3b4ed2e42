import type { Membership } from "../../prisma/generated/client/client.ts";
import { NotFoundError, ValidationError } from "../api_error.ts";
import type { Call } from "../call.ts";
import { holdMembersFor } from "./hold_members.ts";
import { findMembership, giveRole } from "./member_service.ts";

/** Makes another member an owner in the caller's place, who becomes an admin: both, or neither. */
export async function transferOwnership(
  call: Call,
  input: { id: string },
): Promise<{ membership: Membership; previous: Membership }> {
  const { actor, object } = await findMembership(call, "tenant.transfer", input.id);
  if (!("userId" in actor)) throw new Error("Only a person owns a tenant.");
  const { tenantId } = object;
  const { db, accessChanges } = call.dependencies;
  const transferred = await db.$transaction(async (tx) => {
    await holdMembersFor(tx, actor, { action: "tenant.transfer", tenantId });
    const target = await tx.membership.findUnique({ where: { id: object.id } });
    if (target === null) throw new NotFoundError();
    const own = await tx.membership.findUniqueOrThrow({
      where: { tenantId_userId: { tenantId, userId: actor.userId } },
    });
    if (target.id === own.id) throw new ValidationError([{ path: ["membershipId"], message: "that is you" }]);
    const acting = { ...call, actor };
    return {
      membership: await giveRole(tx, acting, { membership: target, role: "OWNER", action: "tenant.transfer" }),
      previous: await giveRole(tx, acting, { membership: own, role: "ADMIN", action: "tenant.transfer" }),
    };
  });
  for (const { userId } of [transferred.membership, transferred.previous]) accessChanges.changed(userId);
  return transferred;
}
