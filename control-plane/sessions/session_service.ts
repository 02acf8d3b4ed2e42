import { NotFoundError, ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizePerson } from "../authorization/authorize_person.ts";
import type { Call } from "../call.ts";

/** Ends one of the caller's own sessions; of the present one, it signs them out. Answers its id. */
export async function revokeSession(call: Call, input: { id: string }): Promise<string> {
  const actor = authorizePerson(call.actor, "session.revoke");
  const { db, accessChanges } = call.dependencies;
  await db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: input.id, userId: actor.userId } });
    if (count === 0) throw new NotFoundError();
    await recordAudit(tx, { ...call, actor }, {
      action: "session.revoke",
      tenantId: null,
      target: { kind: "Session", id: input.id },
    });
  });
  accessChanges.changed(actor.userId);
  return input.id;
}

/** Ends all of the caller's sessions but the one that asks; by a token, all. Answers how many. */
export async function revokeOtherSessions(call: Call, input: { confirm: boolean }): Promise<number> {
  const actor = authorizePerson(call.actor, "session.revoke");
  if (!input.confirm) throw new ValidationError([{ path: ["confirm"], message: "must be true" }]);
  const { db, accessChanges } = call.dependencies;
  const present = actor.kind === "user" ? actor.sessionId : null;
  const revoked = await db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({
      where: { userId: actor.userId, ...(present !== null && { NOT: { id: present } }) },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "session.revoke",
      tenantId: null,
      target: { kind: "User", id: actor.userId },
      after: { revokedSessions: count, keptSessionId: present },
    });
    return count;
  });
  accessChanges.changed(actor.userId);
  return revoked;
}
