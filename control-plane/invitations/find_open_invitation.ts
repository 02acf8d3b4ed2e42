import { Buffer } from "node:buffer";
import { sha256Hex } from "../../shared/identifiers/secret_token.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Transaction } from "../database.ts";

/** The invitation that a link's token stands for; null when there is none, or it was accepted, revoked or has expired. */
export async function findOpenInvitation(
  { db, clock }: { db: Pick<Transaction, "invitation">; clock: Clock },
  token: string,
) {
  if (!/^[A-Za-z0-9]{43}$/.test(token)) return null;
  return await db.invitation.findFirst({
    where: {
      sha256: invitationSha256(token),
      acceptedAt: null,
      revokedAt: null,
      expiresAt: { gt: new Date(clock.now()) },
    },
    include: {
      tenant: { select: { name: true } },
      invitedBy: { select: { name: true } },
      invitedByServiceAccount: { select: { name: true } },
    },
  });
}

/** What is kept of an invitation's token. */
export function invitationSha256(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(sha256Hex(token), "hex");
}
