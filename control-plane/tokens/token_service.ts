import { z } from "zod";
import type { PersonalAccessToken } from "../../prisma/generated/client/client.ts";
import { createSecretToken, type SecretToken } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { NotFoundError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizePerson } from "../authorization/authorize_person.ts";
import type { Call } from "../call.ts";
import { displayNameInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { refuseMoreThanOwn, tokenExpiryInput, tokenScopesInput } from "./token_grant.ts";
import { tokenSha256 } from "./token_secret.ts";

export interface NewPersonalAccessToken {
  name: string;
  /** Of `SCOPES`, or `*` for all. */
  scopes: string[];
  expiresAt?: Date | null | undefined;
  /** Tenants of the caller's, UUIDs, that it is limited to; default none: all of them, also those to come. */
  tenantIds?: string[] | null | undefined;
}

/** Makes a token that acts as its user within its scopes. A token makes none that may more than itself. */
export async function createPersonalAccessToken(
  call: Call,
  input: NewPersonalAccessToken,
  token: SecretToken = createSecretToken("ppt"),
): Promise<{ personalAccessToken: PersonalAccessToken; secret: string }> {
  const actor = authorizePerson(call.actor, "token.create");
  const { db, clock, settings } = call.dependencies;
  const values = parseInput(
    newToken.extend({ expiresAt: tokenExpiryInput(clock.now(), settings.tokenDaysMax) }),
    input,
  );
  refuseMoreThanOwn(actor, values);
  if (!values.tenantIds.every((tenantId) => actor.memberships.has(tenantId))) throw new NotFoundError();
  const personalAccessToken = await db.$transaction(async (tx) => {
    const created = await tx.personalAccessToken.create({
      data: {
        id: uuidv7(clock.now()),
        tokenId: token.id,
        sha256: tokenSha256(token.token),
        userId: actor.userId,
        ...values,
      },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "token.create",
      tenantId: null,
      target: { kind: "PersonalAccessToken", id: created.id },
      after: tokenSummary(created),
    });
    return created;
  });
  return { personalAccessToken, secret: token.token };
}

/** Takes one of the caller's own tokens out of use for good. Revoking twice changes nothing. */
export async function revokePersonalAccessToken(call: Call, input: { id: string }): Promise<PersonalAccessToken> {
  const actor = authorizePerson(call.actor, "token.revoke");
  const { db, clock, accessChanges } = call.dependencies;
  const own = { id: input.id, userId: actor.userId };
  const revoked = await db.$transaction(async (tx) => {
    const { count } = await tx.personalAccessToken.updateMany({
      where: { ...own, revokedAt: null },
      data: { revokedAt: new Date(clock.now()) },
    });
    const token = await tx.personalAccessToken.findUnique({ where: own });
    if (token === null) throw new NotFoundError();
    if (count > 0) {
      await recordAudit(tx, { ...call, actor }, {
        action: "token.revoke",
        tenantId: null,
        target: { kind: "PersonalAccessToken", id: token.id },
        before: tokenSummary(token),
      });
    }
    return token;
  });
  accessChanges.changed(actor.userId);
  return revoked;
}

/** What the audit trail tells of a token. */
export function tokenSummary(
  token: Pick<PersonalAccessToken, "name" | "tokenId" | "scopes" | "expiresAt" | "tenantIds">,
) {
  return {
    name: token.name,
    tokenId: token.tokenId,
    scopes: token.scopes,
    expiresAt: token.expiresAt?.toISOString() ?? null,
    ...(token.tenantIds.length > 0 && { tenantIds: token.tenantIds }),
  };
}

const newToken = z.object({
  name: displayNameInput,
  scopes: tokenScopesInput,
  tenantIds: z.array(z.string()).max(64).nullish().transform((ids) => [...new Set(ids ?? [])].sort()),
});
