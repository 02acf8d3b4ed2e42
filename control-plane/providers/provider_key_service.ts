import { z } from "zod";
import type { Credential, Provider } from "../../prisma/generated/client/client.ts";
import { revisionProvider } from "../../shared/contracts/config_revision.ts";
import { providerApiKey, providerNeeds } from "../../shared/contracts/provider_input.ts";
import { ConflictError, ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion } from "../stale_version.ts";
import { addCredential, revokeCredentials } from "./credential_store.ts";
import { contractKind } from "./provider_input.ts";

/** How many keys a provider may have at a time. */
export const PROVIDER_KEYS_MAX = 16;

export interface NewProviderKey {
  providerId: string;
  /** Sealed before it is stored, never returned or logged. */
  apiKey: string;
  /** The key's share of the requests; 0 to 1,000, default 1. At 0 it rests. */
  weight?: number | undefined;
  providerVersion?: number | undefined;
}

/** A key, and the version of its provider that a change is based on: `ConflictError` when there is a newer one. */
export interface ProviderKeyChange {
  id: string;
  providerVersion?: number | undefined;
}

/** What a change of a provider's keys leaves behind. */
export interface ChangedKeys {
  provider: Provider;
  providerKey: Credential;
}

/**
 * Gives a provider one more key; gateways use it from the next publish. `ConflictError` when it has `PROVIDER_KEYS_MAX`
 * or is archived, `ValidationError` when its kind takes none.
 */
export async function addProviderKey(call: Call, input: NewProviderKey): Promise<ChangedKeys> {
  const { db } = call.dependencies;
  const { actor, object: { id, tenantId, kind } } = await authorizeObject(
    call,
    "provider_key.create",
    () => db.provider.findUnique({ where: { id: input.providerId } }),
  );
  const { apiKey, weight, providerVersion } = parseInput(newProviderKeyInput, input);
  if (providerNeeds(contractKind(kind)).apiKey === "refused") {
    throw new ValidationError([{ path: ["providerId"], message: "providers of this kind take no key" }]);
  }
  return await db.$transaction(async (tx) => {
    const provider = await holdProvider(tx, { id, version: providerVersion });
    if (await tx.credential.count({ where: { providerId: id, revokedAt: null } }) >= PROVIDER_KEYS_MAX) {
      throw new ConflictError(`The provider has ${PROVIDER_KEYS_MAX} keys, as many as it may. Remove one first.`);
    }
    const providerKey = await addCredential(tx, call, { provider, apiKey, weight });
    await recordAudit(tx, { ...call, actor }, {
      action: "provider_key.create",
      tenantId,
      target: { kind: "ProviderKey", id: providerKey.id },
      after: summary(providerKey),
    });
    return { provider, providerKey };
  });
}

/** Changes a key's share of the requests, from the next publish. `ConflictError` when it was removed. */
export async function updateProviderKey(
  call: Call,
  input: ProviderKeyChange & { weight: number },
): Promise<ChangedKeys> {
  const { actor, object: key } = await authorizeObject(call, "provider_key.update", () => findKey(call, input.id));
  const { weight, providerVersion: version } = parseInput(keyChanges, input);
  return await call.dependencies.db.$transaction(async (tx) => {
    const provider = await holdProvider(tx, { id: key.providerId, version });
    const { count } = await tx.credential.updateMany({ where: { id: key.id, revokedAt: null }, data: { weight } });
    if (count === 0) throw new ConflictError("The key was removed meanwhile.");
    const providerKey = await tx.credential.findUniqueOrThrow({ where: { id: key.id } });
    await recordAudit(tx, { ...call, actor }, {
      action: "provider_key.update",
      tenantId: key.tenantId,
      target: { kind: "ProviderKey", id: key.id },
      before: summary(key),
      after: summary(providerKey),
    });
    return { provider, providerKey };
  });
}

/** Revokes a key for good: gateways forget it within a second, without a publish. */
export async function removeProviderKey(call: Call, input: ProviderKeyChange): Promise<ChangedKeys> {
  const { actor, object: key } = await authorizeObject(call, "provider_key.revoke", () => findKey(call, input.id));
  const version = parseInput(versionInput, input.providerVersion, ["providerVersion"]);
  const { db } = call.dependencies;
  return await db.$transaction(async (tx) => {
    // Of an archived provider every key is revoked already.
    const provider = key.revokedAt === null
      ? await holdProvider(tx, { id: key.providerId, version })
      : await tx.provider.findUniqueOrThrow({ where: { id: key.providerId } });
    const revoked = await revokeCredentials(tx, call, { providerId: key.providerId, id: key.id });
    if (revoked > 0) {
      await recordAudit(tx, { ...call, actor }, {
        action: "provider_key.revoke",
        tenantId: key.tenantId,
        target: { kind: "ProviderKey", id: key.id },
        before: summary(key),
      });
    }
    return { provider, providerKey: await tx.credential.findUniqueOrThrow({ where: { id: key.id } }) };
  });
}

const keyWeight = revisionProvider.shape.credentials.element.shape.weight;

const newProviderKeyInput = z.object({
  apiKey: providerApiKey,
  weight: keyWeight.default(1),
  providerVersion: versionInput,
});

const keyChanges = z.object({ weight: keyWeight, providerVersion: versionInput });

function findKey(call: Call, id: string): Promise<Credential | null> {
  return call.dependencies.db.credential.findUnique({ where: { id } });
}

/**
 * Lets one change of a provider's keys go on at a time, and tells who edits the provider that it is another one now.
 * `ConflictError` when it is archived, or has another version than the one that is asked for.
 */
async function holdProvider(
  tx: Transaction,
  { id, version }: { id: string; version: number | undefined },
): Promise<Provider> {
  const data = { version: { increment: 1 } };
  const [provider] = await tx.provider.updateManyAndReturn({ where: { id, archivedAt: null, version }, data });
  if (provider !== undefined) return provider;
  if (version === undefined) throw new ConflictError("The provider is archived, and its keys are revoked.");
  throw staleVersion("Provider", { current: await tx.provider.findUniqueOrThrow({ where: { id } }), base: version });
}

function summary({ providerId, hint, weight }: Credential) {
  return { providerId, hint, weight };
}
