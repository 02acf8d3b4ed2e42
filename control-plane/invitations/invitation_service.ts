import { z } from "zod";
import type { Invitation, Role } from "../../prisma/generated/client/client.ts";
import { createSecretToken } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, RateLimitedError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorOf, type KnownActor } from "../authorization/actor.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import { Throttle, type ThrottleRule } from "../authentication/throttle.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { holdMembersFor } from "../members/hold_members.ts";
import { refuseBeyondRole } from "../members/role_rules.ts";
import { parseInput } from "../parse_input.ts";
import { invitationSha256 } from "./find_open_invitation.ts";
import { invitationSummary } from "./invitation_summary.ts";
import { sendInvitation, type SentInvitation } from "./send_invitation.ts";

/** How long a link holds. */
export const INVITATION_DAYS = 7;

/** Open invitations of one tenant at most. */
const OPEN_MAX = 200;
/** Links made in one tenant: where anybody may have a tenant, nobody may have us write to the whole world. */
const LINKS_RULE: ThrottleRule = { max: 60, windowSeconds: 3_600 };

/** Invites an address to a tenant. Only owners invite owners. A member, or an address with an open invitation, conflicts. */
export async function inviteMember(
  call: Call,
  input: { tenantId: string; email: string; role: Role },
): Promise<SentInvitation> {
  const { tenantId, role } = input;
  const actor = authorize(call.actor, "invitation.create", tenantId);
  const { email } = parseInput(newInvitation, input);
  await throttleLinks(call, tenantId);
  const link = newLink(call, actor);
  const invitation = await call.dependencies.db.$transaction(async (tx) => {
    const own = await holdMembersFor(tx, actor, { action: "invitation.create", tenantId });
    refuseBeyondRole(own, [role]);
    await refuseTaken(tx, { tenantId, email, now: link.data.sentAt });
    const created = await tx.invitation.create({
      data: { id: uuidv7(call.dependencies.clock.now()), tenantId, email, role, ...link.data },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "invitation.create",
      tenantId,
      target: { kind: "Invitation", id: created.id },
      after: invitationSummary(created),
    });
    return created;
  });
  return await sendInvitation(call, { invitation, token: link.token });
}

/** Gives an invitation that was neither accepted nor revoked a new link, for the whole time again; the one before is dead. */
export async function resendInvitation(call: Call, input: { id: string }): Promise<SentInvitation> {
  const { actor, object } = await findInvitation(call, "invitation.resend", input.id);
  await throttleLinks(call, object.tenantId);
  const link = newLink(call, actor);
  const invitation = await change(call, actor, {
    action: "invitation.resend",
    invitation: object,
    // Whoever sent it last answers for it.
    data: link.data,
  });
  return await sendInvitation(call, { invitation, token: link.token });
}

/** Takes an invitation back: its link is dead. Revoking twice changes nothing. */
export async function revokeInvitation(call: Call, input: { id: string }): Promise<Invitation> {
  const { actor, object } = await findInvitation(call, "invitation.revoke", input.id);
  if (object.revokedAt !== null) return object;
  const data = { revokedAt: new Date(call.dependencies.clock.now()) };
  return await change(call, actor, { action: "invitation.revoke", invitation: object, data });
}

const newInvitation = z.object({ email: z.string().trim().toLowerCase().max(254).pipe(z.email()) });

function findInvitation(call: Call, action: "invitation.resend" | "invitation.revoke", id: string) {
  return authorizeObject(call, action, () => call.dependencies.db.invitation.findUnique({ where: { id } }));
}

function newLink({ dependencies: { clock } }: Call, actor: KnownActor) {
  const token = createSecretToken("ppt").secret;
  const nowMs = clock.now();
  const { userId, serviceAccountId } = authorOf(actor);
  const data = {
    sha256: invitationSha256(token),
    sentAt: new Date(nowMs),
    expiresAt: new Date(nowMs + INVITATION_DAYS * 86_400_000),
    invitedById: userId,
    invitedByServiceAccountId: serviceAccountId,
  };
  return { token, data };
}

async function change(
  call: Call,
  actor: KnownActor,
  { action, invitation: { id, tenantId, role }, data }: {
    action: "invitation.resend" | "invitation.revoke";
    invitation: Invitation;
    data: Parameters<Transaction["invitation"]["updateMany"]>[0]["data"];
  },
): Promise<Invitation> {
  return await call.dependencies.db.$transaction(async (tx) => {
    const own = await holdMembersFor(tx, actor, { action, tenantId });
    refuseBeyondRole(own, [role]);
    const { count } = await tx.invitation.updateMany({ where: { id, acceptedAt: null, revokedAt: null }, data });
    if (count === 0) throw new ConflictError("The invitation was accepted or revoked meanwhile.");
    const changed = await tx.invitation.findUniqueOrThrow({ where: { id } });
    await recordAudit(tx, { ...call, actor }, {
      action,
      tenantId,
      target: { kind: "Invitation", id },
      after: invitationSummary(changed),
    });
    return changed;
  });
}

async function refuseTaken(
  tx: Transaction,
  { tenantId, email, now }: { tenantId: string; email: string; now: Date },
): Promise<void> {
  if (await tx.membership.count({ where: { tenantId, user: { email } } }) > 0) {
    throw new ConflictError(`${email} is a member already.`);
  }
  // One that has expired gives way.
  await tx.invitation.updateMany({
    where: { tenantId, email, acceptedAt: null, revokedAt: null, expiresAt: { lte: now } },
    data: { revokedAt: now },
  });
  const open = await tx.invitation.findMany({
    where: { tenantId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    select: { email: true },
  });
  if (open.some((invitation) => invitation.email === email)) {
    throw new ConflictError(`${email} is invited already. Send that invitation again, or revoke it first.`);
  }
  if (open.length >= OPEN_MAX) throw new ConflictError(`${OPEN_MAX} invitations are open already. Revoke some first.`);
}

async function throttleLinks({ dependencies: { db, clock } }: Call, tenantId: string): Promise<void> {
  const verdict = await new Throttle(db, clock).attempt(`invitations:${tenantId}`, LINKS_RULE);
  if (verdict.allowed) return;
  const { retryAfterSeconds } = verdict;
  throw new RateLimitedError(
    `Too many invitations within an hour. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  );
}
