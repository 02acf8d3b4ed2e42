import { z } from "zod";
import type { ServiceAccountToken } from "../../prisma/generated/client/client.ts";
import { createSecretToken } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { displayNameInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { parseRotation, type TokenRotation } from "../tokens/rotate_token.ts";
import { refuseMoreThanOwn, tokenExpiryInput, tokenScopesInput } from "../tokens/token_grant.ts";
import { rotatedSecret, tokenSha256 } from "../tokens/token_secret.ts";
import { findServiceAccount } from "./service_account_service.ts";

/** Tokens of one service account at most, beside the revoked. */
const TOKENS_MAX = 20;

/** A token and, this once, its secret. */
export interface TokenWithSecret {
  token: ServiceAccountToken;
  secret: string;
}

export interface NewServiceAccountToken {
  serviceAccountId: string;
  name: string;
  /** Of `SCOPES`, or `*` for all. */
  scopes: string[];
  expiresAt?: Date | null | undefined;
}

/** Makes a token that acts as a service account within its scopes. A token makes none that may more than itself. */
export async function createServiceAccountToken(call: Call, input: NewServiceAccountToken): Promise<TokenWithSecret> {
  const { actor, object: account } = await findServiceAccount(
    call,
    "service_account_token.create",
    input.serviceAccountId,
  );
  const { db, clock, settings } = call.dependencies;
  const values = parseInput(
    newToken.extend({ expiresAt: tokenExpiryInput(clock.now(), settings.tokenDaysMax) }),
    input,
  );
  refuseMoreThanOwn(actor, values);
  const made = createSecretToken("ppt");
  const token = await db.$transaction(async (tx) => {
    await holdAccount(tx, account.id);
    const created = await tx.serviceAccountToken.create({
      data: {
        id: uuidv7(clock.now()),
        tokenId: made.id,
        sha256: tokenSha256(made.token),
        tenantId: account.tenantId,
        serviceAccountId: account.id,
        ...values,
      },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "service_account_token.create",
      tenantId: account.tenantId,
      target: { kind: "ServiceAccountToken", id: created.id },
      after: summary(created),
    });
    return created;
  });
  return { token, secret: made.token };
}

/** Gives a token a new secret; the one before holds for a while. A token rotates none that may more than itself. */
export async function rotateServiceAccountToken(call: Call, input: TokenRotation): Promise<TokenWithSecret> {
  const { actor, object: token } = await findToken(call, "service_account_token.rotate", input.id);
  const { db, clock } = call.dependencies;
  const { graceHours, expiresAt } = parseRotation(call, input, token);
  refuseMoreThanOwn(actor, { scopes: token.scopes, expiresAt });
  const { secret, data } = rotatedSecret(token, { graceHours, nowMs: clock.now() });
  const rotated = await db.$transaction(async (tx) => {
    const { count } = await tx.serviceAccountToken.updateMany({
      // Of two rotations at once only one may hand out a secret.
      where: { id: token.id, revokedAt: null, sha256: token.sha256 },
      data: { ...data, expiresAt },
    });
    if (count === 0) throw new ConflictError("The token was revoked or rotated meanwhile.");
    const changed = await tx.serviceAccountToken.findUniqueOrThrow({ where: { id: token.id } });
    await recordAudit(tx, { ...call, actor }, {
      action: "service_account_token.rotate",
      tenantId: token.tenantId,
      target: { kind: "ServiceAccountToken", id: token.id },
      before: summary(token),
      after: { ...summary(changed), graceHours },
    });
    return changed;
  });
  return { token: rotated, secret };
}

/** Takes a token out of use for good. Revoking twice changes nothing. */
export async function revokeServiceAccountToken(call: Call, input: { id: string }): Promise<ServiceAccountToken> {
  const { actor, object: token } = await findToken(call, "service_account_token.revoke", input.id);
  const { db, clock, accessChanges } = call.dependencies;
  const revoked = await db.$transaction(async (tx) => {
    const { count } = await tx.serviceAccountToken.updateMany({
      where: { id: token.id, revokedAt: null },
      data: { revokedAt: new Date(clock.now()) },
    });
    if (count > 0) {
      await recordAudit(tx, { ...call, actor }, {
        action: "service_account_token.revoke",
        tenantId: token.tenantId,
        target: { kind: "ServiceAccountToken", id: token.id },
        before: summary(token),
      });
    }
    return await tx.serviceAccountToken.findUniqueOrThrow({ where: { id: token.id } });
  });
  accessChanges.changed(token.serviceAccountId);
  return revoked;
}

const newToken = z.object({ name: displayNameInput, scopes: tokenScopesInput });

function findToken(call: Call, action: "service_account_token.rotate" | "service_account_token.revoke", id: string) {
  return authorizeObject(call, action, () => call.dependencies.db.serviceAccountToken.findUnique({ where: { id } }));
}

/** Until the end of the transaction: archiving revokes the tokens that there are, so none may be made beside it. */
async function holdAccount(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "ServiceAccount" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE`;
  const { archivedAt } = await tx.serviceAccount.findUniqueOrThrow({ where: { id } });
  if (archivedAt !== null) throw new ConflictError("The service account is out of use.");
  if (await tx.serviceAccountToken.count({ where: { serviceAccountId: id, revokedAt: null } }) < TOKENS_MAX) return;
  throw new ConflictError(`The service account has ${TOKENS_MAX} tokens already. Revoke one first.`);
}

function summary({ name, tokenId, scopes, expiresAt, serviceAccountId }: ServiceAccountToken) {
  return { name, tokenId, scopes, expiresAt: expiresAt?.toISOString() ?? null, serviceAccountId };
}
