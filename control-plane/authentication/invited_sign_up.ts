import { APIError } from "better-auth/api";
import { z } from "zod";
import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";
import { findOpenInvitation } from "../invitations/find_open_invitation.ts";

/**
 * Refuses a sign-up whose body has no `invitationToken` of an open invitation to the very address that signs up. The
 * invitation stays open: it is accepted by the one who is signed in then.
 */
export async function refuseUninvited(dependencies: { db: Database; clock: Clock }, body: unknown): Promise<void> {
  const asked = signUpBody.safeParse(body);
  if (!asked.success || asked.data.invitationToken === undefined) {
    throw new APIError("FORBIDDEN", {
      code: "SIGN_UP_BY_INVITATION",
      message: "Accounts are made by invitation here. Ask an owner of your team.",
    });
  }
  const { invitationToken, email } = asked.data;
  const invitation = await findOpenInvitation(dependencies, invitationToken);
  if (invitation === null) {
    throw new APIError("FORBIDDEN", {
      code: "INVITATION_NOT_VALID",
      message: "The invitation is not valid any more. Ask for a new one.",
    });
  }
  if (invitation.email !== email.trim().toLowerCase()) {
    throw new APIError("FORBIDDEN", {
      code: "INVITATION_FOR_ANOTHER",
      message: "The invitation is for another address. Sign up with the one that was invited.",
    });
  }
}

const signUpBody = z.object({ email: z.string(), invitationToken: z.string().optional() });
