import { Buffer } from "node:buffer";
import { z } from "zod";
import type { PersonalAccessToken } from "../../prisma/generated/client/client.ts";
import { createSecretToken, type SecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ForbiddenError, NotFoundError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { type Scope, SCOPES } from "../authorization/actions.ts";
import type { KnownActor } from "../authorization/actor.ts";
import { authorize, includesScope } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { displayNameInput, expiryInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";

export interface NewPersonalAccessToken {
  name: string;
  /** Of `SCOPES`, or `*` for all. */
  scopes: string[];
  expiresAt?: Date | null;
}

/** Makes a token that acts as its user within its scopes. A token makes none that may more than itself. */
export async function createPersonalAccessToken(
  call: Call,
  input: NewPersonalAccessToken,
  token: SecretToken = createSecretToken("ppt"),
): Promise<{ personalAccessToken: PersonalAccessToken; secret: string }> {
  const actor = authorize(call.actor, "token.create", null);
  const userId = userIdOf(actor);
  const { db, clock } = call.dependencies;
  const values = parseInput(newToken(clock.now()), input);
  refuseMoreThanOwn(actor, values.scopes);
  const personalAccessToken = await db.$transaction(async (tx) => {
    const created = await tx.personalAccessToken.create({
      data: {
        id: uuidv7(clock.now()),
        tokenId: token.id,
        sha256: Buffer.from(sha256Hex(token.token), "hex"),
        userId,
        ...values,
      },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "token.create",
      tenantId: null,
      target: { kind: "PersonalAccessToken", id: created.id },
      after: summary(created),
    });
    return created;
  });
  return { personalAccessToken, secret: token.token };
}

/** Takes one of the caller's own tokens out of use for good. Revoking twice changes nothing. */
export async function revokePersonalAccessToken(call: Call, input: { id: string }): Promise<PersonalAccessToken> {
  const actor = authorize(call.actor, "token.revoke", null);
  const { db, clock } = call.dependencies;
  const own = { id: input.id, userId: userIdOf(actor) };
  return await db.$transaction(async (tx) => {
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
        before: summary(token),
      });
    }
    return token;
  });
}

function newToken(nowMs: number) {
  const scope = z.enum(["*", ...SCOPES]);
  return z.object({
    name: displayNameInput,
    scopes: z.array(scope).min(1).max(64).transform((scopes) => [...new Set(scopes)].sort()),
    expiresAt: expiryInput(nowMs),
  });
}

function refuseMoreThanOwn(actor: KnownActor, wanted: readonly (Scope | "*")[]): void {
  if (actor.kind !== "token") return;
  const more = wanted.filter((scope) => scope === "*" ? !actor.scopes.has("*") : !includesScope(actor.scopes, scope));
  if (more.length > 0) throw new ForbiddenError(`The personal access token lacks ${more.join(", ")} itself.`);
}

function userIdOf(actor: KnownActor): string {
  if (actor.kind === "system") throw new Error("A personal access token needs a person as its owner.");
  return actor.userId;
}

function summary(token: PersonalAccessToken) {
  return {
    name: token.name,
    tokenId: token.tokenId,
    scopes: token.scopes,
    expiresAt: token.expiresAt?.toISOString() ?? null,
  };
}
