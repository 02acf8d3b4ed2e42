import type { Invitation } from "../../prisma/generated/client/client.ts";
import type { Mail } from "../authentication/mailer.ts";
import type { Call } from "../call.ts";

/** An invitation and, this once, its link. */
export interface SentInvitation {
  invitation: Invitation;
  acceptUrl: string;
  /** Whether a mail with the link is on its way; else whoever invites hands it over. */
  mailed: boolean;
}

/** Mails the link where there is a mail server. One that fails is logged, and leaves the link to whoever invites. */
export async function sendInvitation(
  call: Call,
  { invitation, token }: { invitation: Invitation; token: string },
): Promise<SentInvitation> {
  const { db, mailer, logger, settings } = call.dependencies;
  const acceptUrl = `${settings.publicConsoleUrl}/invitations/${token}`;
  if (mailer === null || mailer.shownLocally) return { invitation, acceptUrl, mailed: false };
  const { tenant, invitedBy } = await db.invitation.findUniqueOrThrow({
    where: { id: invitation.id },
    select: { tenant: { select: { name: true } }, invitedBy: { select: { name: true } } },
  });
  try {
    await mailer.send(invitationMail(invitation, { acceptUrl, tenant: tenant.name, sender: invitedBy?.name ?? null }));
    return { invitation, acceptUrl, mailed: true };
  } catch (error) {
    logger.error("mail_failed", { error, requestId: call.requestId });
    return { invitation, acceptUrl, mailed: false };
  }
}

function invitationMail(
  { email, role, expiresAt }: Invitation,
  { acceptUrl, tenant, sender }: { acceptUrl: string; tenant: string; sender: string | null },
): Mail {
  const invites = sender === null ? "You are invited" : `${sender} invites you`;
  return {
    to: email,
    subject: `${invites} to ${tenant} on Perpetuo`,
    text: `${invites} to ${tenant} on Perpetuo, as ${role.toLowerCase()}.\n\n` +
      `Open this before ${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC:\n${acceptUrl}\n\n` +
      "If you expect no such invitation, do nothing.\n",
  };
}
