import type { PersonalAccessToken } from "../../prisma/generated/client/client.ts";
import { ConflictError, NotFoundError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizePerson } from "../authorization/authorize_person.ts";
import type { Call } from "../call.ts";
import { graceHoursInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { refuseMoreThanOwn, tokenExpiryInput } from "./token_grant.ts";
import { rotatedSecret } from "./token_secret.ts";
import { tokenSummary } from "./token_service.ts";

export interface TokenRotation {
  id: string;
  /** Hours that the secret before holds too; default 24, 168 at most, 0 not at all. */
  graceHours?: number | undefined;
  /** When the token ends from now on; left out: as before. */
  expiresAt?: Date | null | undefined;
}

/**
 * Gives one of the caller's own tokens a new secret under the same id, scopes and limits; the one before holds for a while,
 * and any older one no more. A token rotates none that may more than itself: it would be handed that one's secret.
 */
export async function rotatePersonalAccessToken(
  call: Call,
  input: TokenRotation,
): Promise<{ personalAccessToken: PersonalAccessToken; secret: string }> {
  const actor = authorizePerson(call.actor, "token.rotate");
  const { db, clock } = call.dependencies;
  const nowMs = clock.now();
  const token = await db.personalAccessToken.findUnique({ where: { id: input.id, userId: actor.userId } });
  if (token === null) throw new NotFoundError();
  const { graceHours, expiresAt } = parseRotation(call, input, token);
  refuseMoreThanOwn(actor, { scopes: token.scopes, expiresAt, tenantIds: token.tenantIds });
  const { secret, data } = rotatedSecret(token, { graceHours, nowMs });
  const personalAccessToken = await db.$transaction(async (tx) => {
    const { count } = await tx.personalAccessToken.updateMany({
      // Of two rotations at once only one may hand out a secret.
      where: { id: token.id, revokedAt: null, sha256: token.sha256 },
      data: { ...data, expiresAt },
    });
    if (count === 0) throw new ConflictError("The token was revoked or rotated meanwhile.");
    const rotated = await tx.personalAccessToken.findUniqueOrThrow({ where: { id: token.id } });
    await recordAudit(tx, { ...call, actor }, {
      action: "token.rotate",
      tenantId: null,
      target: { kind: "PersonalAccessToken", id: token.id },
      before: tokenSummary(token),
      after: { ...tokenSummary(rotated), graceHours },
    });
    return rotated;
  });
  return { personalAccessToken, secret };
}

/** What a rotation asks for; `ConflictError` when the token is at its end. */
export function parseRotation(
  { dependencies: { clock, settings } }: Call,
  input: TokenRotation,
  token: { expiresAt: Date | null; revokedAt: Date | null },
): { graceHours: number; expiresAt: Date | null } {
  const nowMs = clock.now();
  const graceHours = parseInput(graceHoursInput, input.graceHours, ["graceHours"]);
  const isOver = token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt.getTime() <= nowMs);
  if (isOver) throw new ConflictError("The token was revoked or has expired. Make another one.");
  const wanted = input.expiresAt === undefined ? token.expiresAt : input.expiresAt;
  return {
    graceHours,
    expiresAt: parseInput(tokenExpiryInput(nowMs, settings.tokenDaysMax), wanted, ["expiresAt"]),
  };
}
