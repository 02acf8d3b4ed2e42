import { Buffer } from "node:buffer";
import type { ApiKey, Prisma } from "../../prisma/generated/client/client.ts";
import { keyTags } from "../../shared/contracts/api_key.ts";
import type { Limit } from "../../shared/contracts/policy.ts";
import { createSecretToken, type SecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorOf } from "../authorization/actor.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { type VersionedChange, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { unknownAllowedProviders } from "../policies/policy_references.ts";
import { findProject, holdProject } from "../projects/project_service.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";
import { apiKeyChangesInput, newApiKeyInput, type Tag } from "./api_key_input.ts";

/** A key and, this once, the secret that applications send. */
export interface CreatedApiKey {
  apiKey: ApiKey;
  secret: string;
}

/** What a key is made with; `limits` as the contract has them, not yet checked, default none. */
export interface NewApiKey {
  projectId: string;
  name: string;
  /** What it is for; at most 256 characters. */
  description?: string | null | undefined;
  expiresAt?: Date | null | undefined;
  limits?: unknown;
  /** What each of its records is tagged with; at most 16. Default nothing. */
  tags?: readonly Tag[] | undefined;
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
  const values = parseInput(newApiKeyInput(clock.now()), input);
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
      after: summary(created),
    });
    await outbox.enqueue(tx, { kind: "API_KEY", tenantId: project.tenantId, entityId: created.id });
    return created;
  });
  outbox.poke();
  return { apiKey, secret: token.token };
}

/** What is left out stays as it is; `limits` and `tags` are whole lists in the old ones' place. */
export interface ApiKeyChanges {
  id: string;
  name?: string | undefined;
  description?: string | null | undefined;
  /** Null: it never ends. A key that has expired holds again. */
  expiresAt?: Date | null | undefined;
  limits?: unknown;
  tags?: readonly Tag[] | undefined;
  /** The `keyVersion` that the change is based on: `ConflictError` when there is a newer one. */
  version?: number | undefined;
}

/** Renames a key, or changes its end, limits or tags; gateways hear of it within a second. A revoked key stays as it is. */
export async function updateApiKey(call: Call, input: ApiKeyChanges): Promise<ApiKey> {
  const { db, clock, outbox } = call.dependencies;
  const { actor, object: apiKey } = await findApiKey(call, "api_key.update", input.id);
  const { version, ...changes } = parseInput(apiKeyChangesInput(clock.now()), input);
  const updated = await db.$transaction(async (tx) => {
    if (changes.limits !== undefined) await refuseUnknownProviders(tx, apiKey.tenantId, changes.limits);
    const changed = await changeApiKey(tx, apiKey, { version, data: changes });
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
export async function revokeApiKey(call: Call, input: VersionedChange): Promise<ApiKey> {
  const { actor, object: apiKey } = await findApiKey(call, "api_key.revoke", input.id);
  if (apiKey.revokedAt !== null) return apiKey;
  const version = parseInput(versionInput, input.version, ["version"]);
  const revoked = await call.dependencies.db.$transaction(async (tx) => {
    const wasActive = await revoke(tx, call, { ...apiKey, version });
    const current = await tx.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } });
    if (!wasActive) {
      unlessStale("ApiKey", { current: versioned(current), version });
      return current;
    }
    await recordAudit(tx, { ...call, actor }, {
      action: "api_key.revoke",
      tenantId: apiKey.tenantId,
      target: { kind: "ApiKey", id: apiKey.id },
      before: summary(apiKey),
    });
    return current;
  });
  call.dependencies.outbox.poke();
  return revoked;
}

/** Revokes every key of a project, in the transaction that takes the project out of use. */
export async function revokeKeysOfProject(tx: Transaction, call: Call, project: { id: string }): Promise<void> {
  const keys = await tx.apiKey.findMany({ where: { projectId: project.id, revokedAt: null } });
  for (const key of keys) await revoke(tx, call, key);
}

/** The key, if the actor may do this to it. */
export function findApiKey(call: Call, action: "api_key.update" | "api_key.rotate" | "api_key.revoke", id: string) {
  return authorizeObject(call, action, () => call.dependencies.db.apiKey.findUnique({ where: { id } }));
}

/** Changes a key in use and raises its version; `ConflictError` where it has another one, default the one that was read. */
export async function changeApiKey(
  tx: Transaction,
  apiKey: ApiKey,
  { version: base = apiKey.keyVersion, data }: {
    version?: number | undefined;
    data: Parameters<typeof tx.apiKey.updateMany>[0]["data"];
  },
): Promise<ApiKey> {
  const { count } = await tx.apiKey.updateMany({
    where: { id: apiKey.id, revokedAt: null, keyVersion: base },
    data: { ...data, keyVersion: { increment: 1 } },
  });
  const changed = await tx.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } });
  if (count === 0) throw staleVersion("ApiKey", { current: versioned(changed), base });
  return changed;
}

/** A key's tags in the order of their names. */
export function tagsOf({ tags }: ApiKey): Tag[] {
  return Object.entries(keyTags.parse(tags)).sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => ({
    name,
    value,
  }));
}

function versioned({ id, keyVersion, revokedAt }: ApiKey) {
  return { id, version: keyVersion, archivedAt: revokedAt };
}

/** Whether it was in use until now. */
async function revoke(
  tx: Transaction,
  call: Call,
  key: { id: string; tenantId: string; version?: number | undefined },
): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({
    where: { id: key.id, revokedAt: null, keyVersion: key.version },
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

function summary(apiKey: ApiKey): Prisma.InputJsonObject {
  const { name, keyId, description, expiresAt, limits } = apiKey;
  const tags = keyTags.parse(apiKey.tags);
  return {
    name,
    keyId,
    expiresAt: expiresAt?.toISOString() ?? null,
    ...(description === null ? {} : { description }),
    ...(Array.isArray(limits) && limits.length > 0 ? { limits } : {}),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  };
}
