import type { Invitation } from "../../prisma/generated/client/client.ts";

/** What the audit trail tells of an invitation. */
export function invitationSummary({ email, role, expiresAt }: Invitation) {
  return { email, role, expiresAt: expiresAt.toISOString() };
}
