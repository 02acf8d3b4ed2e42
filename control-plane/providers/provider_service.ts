import { z } from "zod";
import type { Provider, ProviderKind } from "../../prisma/generated/client/client.ts";
import { providerApiKey } from "../../shared/contracts/provider_input.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ValidationError } from "../api_error.ts";
import { archivedName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { routesOverProvider } from "../routes/route_providers.ts";
import { ANY_ADDRESS } from "./address_policy.ts";
import { baseUrlInput } from "./base_url.ts";
import { revokeCredentials, storeCredential } from "./credential_store.ts";
import { newProviderInput } from "./provider_input.ts";

export interface NewProvider {
  tenantId: string;
  name: string;
  kind: ProviderKind;
  baseUrl?: string | null;
  /** Sealed before it is stored, never returned or logged. */
  apiKey?: string | null;
}

/** Adds a provider to a tenant. Names are unique within the tenant. */
export async function createProvider(call: Call, input: NewProvider): Promise<Provider> {
  const actor = authorize(call.actor, "provider.create", input.tenantId);
  const { apiKey, ...values } = parseInput(newProviderInput(), input);
  const { tenantId } = input;
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(
    `There is a provider named '${values.name}' already.`,
    () =>
      db.$transaction(async (tx) => {
        const provider = await tx.provider.create({ data: { id: uuidv7(clock.now()), tenantId, ...values } });
        if (apiKey !== null) await storeCredential(tx, call, { tenantId, providerId: provider.id, apiKey });
        await recordAudit(tx, { ...call, actor }, {
          action: "provider.create",
          tenantId,
          target: { kind: "Provider", id: provider.id },
          after: { ...summary(provider), apiKeySet: apiKey !== null },
        });
        return provider;
      }),
  );
}

export interface ProviderChanges {
  id: string;
  /** Null takes the kind's own default. */
  baseUrl?: string | null;
  /** Replaces the stored key at once, without a publish. */
  apiKey?: string | null;
  version?: number;
}

/** Changes where a provider is, or rotates its key. What is left out stays as it is. */
export async function updateProvider(call: Call, input: ProviderChanges): Promise<Provider> {
  const { db } = call.dependencies;
  const { actor, object: provider } = await authorizeObject(
    call,
    "provider.update",
    () => db.provider.findUnique({ where: { id: input.id } }),
  );
  const { baseUrl, apiKey, version } = parseInput(providerChanges, input);
  refuseMisfit(provider, baseUrl, apiKey);
  return await db.$transaction(async (tx) => {
    const { count } = await tx.provider.updateMany({
      where: { id: provider.id, archivedAt: null, version: version ?? provider.version },
      data: { baseUrl, version: { increment: 1 } },
    });
    if (count === 0) {
      throw new ConflictError("The provider was changed or archived meanwhile. Read it again, then decide.");
    }
    if (apiKey) await storeCredential(tx, call, { tenantId: provider.tenantId, providerId: provider.id, apiKey });
    const updated = await tx.provider.findUniqueOrThrow({ where: { id: provider.id } });
    await recordAudit(tx, { ...call, actor }, {
      action: "provider.update",
      tenantId: provider.tenantId,
      target: { kind: "Provider", id: provider.id },
      before: summary(provider),
      after: { ...summary(updated), apiKeyRotated: apiKey != null },
    });
    return updated;
  });
}

/** Takes a provider out of use and revokes its key at once. `ConflictError` while a route names it. */
export async function archiveProvider(call: Call, input: { id: string }): Promise<Provider> {
  const { db } = call.dependencies;
  const { actor, object: provider } = await authorizeObject(
    call,
    "provider.archive",
    () => db.provider.findUnique({ where: { id: input.id } }),
  );
  if (provider.archivedAt !== null) return provider;
  return await db.$transaction(async (tx) => {
    await refuseWhileUsed(tx, provider);
    const { count } = await tx.provider.updateMany({
      where: { id: provider.id, archivedAt: null },
      data: {
        archivedAt: new Date(call.dependencies.clock.now()),
        name: archivedName(provider.name, provider.id),
        version: { increment: 1 },
      },
    });
    if (count > 0) {
      await revokeCredentials(tx, call, provider.id);
      await recordAudit(tx, { ...call, actor }, {
        action: "provider.archive",
        tenantId: provider.tenantId,
        target: { kind: "Provider", id: provider.id },
        before: summary(provider),
      });
    }
    return await tx.provider.findUniqueOrThrow({ where: { id: provider.id } });
  });
}

const providerChanges = z.object({
  baseUrl: baseUrlInput(ANY_ADDRESS).nullish(),
  apiKey: providerApiKey.nullish(),
  version: versionInput,
});

function refuseMisfit(provider: Provider, baseUrl: string | null | undefined, apiKey: string | null | undefined): void {
  if (provider.kind === "MOCK" && (baseUrl != null || apiKey != null)) {
    throw new ValidationError([{ path: [], message: "the mock provider is built in: it has neither URL nor key" }]);
  }
  if (provider.kind === "OPENAI_COMPATIBLE" && baseUrl === null) {
    throw new ValidationError([{ path: ["baseUrl"], message: "this kind needs the base URL of its server" }]);
  }
}

async function refuseWhileUsed(tx: Transaction, provider: Provider): Promise<void> {
  const routes = await routesOverProvider(tx, provider);
  if (routes.length === 0) return;
  const names = routes.map((name) => `'${name}'`).join(", ");
  throw new ConflictError(`The provider is a target of ${names}. Change or archive these routes first.`);
}

function summary(provider: Provider) {
  return { name: provider.name, kind: provider.kind, baseUrl: provider.baseUrl };
}
