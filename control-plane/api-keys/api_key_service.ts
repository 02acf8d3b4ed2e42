import { Buffer } from "node:buffer";
import { z } from "zod";
import type { ApiKey, Prisma } from "../../prisma/generated/client/client.ts";
import { type Limit, limitList } from "../../shared/contracts/policy.ts";
import { createSecretToken, type SecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorOf } from "../authorization/actor.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { displayNameInput, expiryInput, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { unknownAllowedProviders } from "../policies/policy_references.ts";
import { findProject, holdProject } from "../projects/project_service.ts";

/** A key and, this once, the secret that applications send. */
export interface CreatedApiKey {
  apiKey: ApiKey;
  secret: string;
}

/** What a key is made with; `limits` as the contract has them, not yet checked, default none. */
export interface NewApiKey {
  projectId: string;
  name: string;
  expiresAt?: Date | null | undefined;
  limits?: unknown;
}

/** Makes a key that applications call the gateway with. Only its SHA-256 is kept. */
export async function createApiKey(
  call: Call,
  input: NewApiKey,
  token: SecretToken = createSecretToken("ppk"),
): Promise<CreatedApiKey> {
  const { actor, object: project } = await authorizeObject(
    call,
    "api_key.create",
    () => findProject(call, input.projectId),
  );
  const { db, clock, outbox } = call.dependencies;
  const author = authorOf(actor);
  const values = parseInput(newApiKey.extend({ expiresAt: expiryInput(clock.now()) }), input);
  const apiKey = await db.$transaction(async (tx) => {
    // Archiving revokes the keys that there are: none may be made beside it.
    await holdProject(tx, project.id);
    await refuseUnknownProviders(tx, project.tenantId, values.limits);
    const created = await tx.apiKey.create({
      data: {
        id: uuidv7(clock.now()),
        keyId: token.id,
        sha256: Buffer.from(sha256Hex(token.token), "hex"),
        tenantId: project.tenantId,
        projectId: project.id,
        createdById: author.userId,
        createdByServiceAccountId: author.serviceAccountId,
        ...values,
      },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "api_key.create",
      tenantId: project.tenantId,
      target: { kind: "ApiKey", id: created.id },
      after: { ...summary(created), expiresAt: values.expiresAt?.toISOString() ?? null },
    });
    await outbox.enqueue(tx, { kind: "API_KEY", tenantId: project.tenantId, entityId: created.id });
    return created;
  });
  outbox.poke();
  return { apiKey, secret: token.token };
}

/** What is left out stays as it is; `limits` is the whole list in the old one's place. */
export interface ApiKeyChanges {
  id: string;
  name?: string | undefined;
  limits?: unknown;
  /** The `keyVersion` that the change is based on: `ConflictError` when there is a newer one. */
  version?: number | undefined;
}

/** Renames a key or changes its limits; gateways hear of it within a second. A revoked key stays as it is. */
export async function updateApiKey(call: Call, input: ApiKeyChanges): Promise<ApiKey> {
  const { db, outbox } = call.dependencies;
  const { actor, object: apiKey } = await authorizeObject(
    call,
    "api_key.update",
    () => db.apiKey.findUnique({ where: { id: input.id } }),
  );
  const { version, ...changes } = parseInput(apiKeyChanges, input);
  const updated = await db.$transaction(async (tx) => {
    if (changes.limits !== undefined) await refuseUnknownProviders(tx, apiKey.tenantId, changes.limits);
    const { count } = await tx.apiKey.updateMany({
      where: { id: apiKey.id, revokedAt: null, keyVersion: version ?? apiKey.keyVersion },
      data: { ...changes, keyVersion: { increment: 1 } },
    });
    if (count === 0) throw new ConflictError("The key was changed or revoked meanwhile. Read it again, then decide.");
    const changed = await tx.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } });
    await recordAudit(tx, { ...call, actor }, {
      action: "api_key.update",
      tenantId: apiKey.tenantId,
      target: { kind: "ApiKey", id: apiKey.id },
      before: summary(apiKey),
      after: summary(changed),
    });
    await outbox.enqueue(tx, { kind: "API_KEY", tenantId: apiKey.tenantId, entityId: apiKey.id });
    return changed;
  });
  outbox.poke();
  return updated;
}

/** Takes a key out of use for good; gateways hear of it within a second. Revoking twice changes nothing. */
export async function revokeApiKey(call: Call, input: { id: string }): Promise<ApiKey> {
  const { db } = call.dependencies;
  const { actor, object: apiKey } = await authorizeObject(
    call,
    "api_key.revoke",
    () => db.apiKey.findUnique({ where: { id: input.id } }),
  );
  const revoked = await db.$transaction(async (tx) => {
    if (await revoke(tx, call, apiKey)) {
      await recordAudit(tx, { ...call, actor }, {
        action: "api_key.revoke",
        tenantId: apiKey.tenantId,
        target: { kind: "ApiKey", id: apiKey.id },
        before: summary(apiKey),
      });
    }
    return await tx.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } });
  });
  call.dependencies.outbox.poke();
  return revoked;
}

/** Revokes every key of a project, in the transaction that takes the project out of use. */
export async function revokeKeysOfProject(tx: Transaction, call: Call, project: { id: string }): Promise<void> {
  const keys = await tx.apiKey.findMany({ where: { projectId: project.id, revokedAt: null } });
  for (const key of keys) await revoke(tx, call, key);
}

const newApiKey = z.object({ name: displayNameInput, limits: limitList.default([]) });

const apiKeyChanges = z.object({
  name: displayNameInput.optional(),
  limits: limitList.optional(),
  version: versionInput,
});

/** Whether it was in use until now. */
async function revoke(tx: Transaction, call: Call, key: { id: string; tenantId: string }): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({
    where: { id: key.id, revokedAt: null },
    // The version makes a message about the key as it was lose against this one.
    data: { revokedAt: new Date(call.dependencies.clock.now()), keyVersion: { increment: 1 } },
  });
  if (count > 0) {
    await call.dependencies.outbox.enqueue(tx, { kind: "API_KEY", tenantId: key.tenantId, entityId: key.id });
  }
  return count > 0;
}

async function refuseUnknownProviders(tx: Transaction, tenantId: string, limits: readonly Limit[]): Promise<void> {
  const issues = await unknownAllowedProviders(tx, { tenantId, limits });
  if (issues.length > 0) throw new ValidationError(issues);
}

function summary({ name, keyId, limits }: ApiKey): Prisma.InputJsonObject {
  return { name, keyId, ...(Array.isArray(limits) && limits.length > 0 ? { limits } : {}) };
}

