import { Prisma, type Provider, type ProviderKind } from "../../prisma/generated/client/client.ts";
import { providerMisfits } from "../../shared/contracts/provider_input.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ValidationError } from "../api_error.ts";
import { archivedName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { type VersionedChange, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { routesOverProvider } from "../routes/route_providers.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";
import { addCredential, replaceCredentials, revokeCredentials } from "./credential_store.ts";
import { changedBaseUrl, contractKind, newProviderInput, providerChangesInput } from "./provider_input.ts";
import { changedSettings, type SettingsInput, storedSettings } from "./settings_input.ts";

export interface NewProvider extends SettingsInput {
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
  const { apiKey, settings, ...values } = parseInput(newProviderInput(call.dependencies.addressPolicy), input);
  const { tenantId } = input;
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(
    `There is a provider named '${values.name}' already.`,
    () =>
      db.$transaction(async (tx) => {
        const data = { id: uuidv7(clock.now()), tenantId, ...values, settings: settings ?? Prisma.DbNull };
        const provider = await tx.provider.create({ data });
        if (apiKey !== null) await addCredential(tx, call, { provider, apiKey });
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

export interface ProviderChanges extends SettingsInput {
  id: string;
  /** Null takes the preset's address, or the kind's own. */
  baseUrl?: string | null;
  /** Replaces every stored key at once, without a publish. */
  apiKey?: string | null;
  version?: number;
}

/** Changes where a provider is and what it is told, or puts one key in place of all. What is left out stays as it is. */
export async function updateProvider(call: Call, input: ProviderChanges): Promise<Provider> {
  const { db } = call.dependencies;
  const { actor, object: provider } = await authorizeObject(
    call,
    "provider.update",
    () => db.provider.findUnique({ where: { id: input.id } }),
  );
  const { apiKey, version, ...changes } = parseInput(providerChangesInput(call.dependencies.addressPolicy), input);
  const { baseUrl, settings } = changedPlace(provider, changes, apiKey);
  return await db.$transaction(async (tx) => {
    const base = version ?? provider.version;
    const { count } = await tx.provider.updateMany({
      where: { id: provider.id, archivedAt: null, version: base },
      data: { baseUrl, settings: settings ?? Prisma.DbNull, version: { increment: 1 } },
    });
    const updated = await tx.provider.findUniqueOrThrow({ where: { id: provider.id } });
    if (count === 0) throw staleVersion("Provider", { current: updated, base });
    if (apiKey) await replaceCredentials(tx, call, { provider, apiKey });
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

/** Takes a provider out of use and revokes its keys at once. `ConflictError` with the routes while any name it. */
export async function archiveProvider(call: Call, input: VersionedChange): Promise<Provider> {
  const { db } = call.dependencies;
  const { actor, object: provider } = await authorizeObject(
    call,
    "provider.archive",
    () => db.provider.findUnique({ where: { id: input.id } }),
  );
  if (provider.archivedAt !== null) return provider;
  const version = parseInput(versionInput, input.version, ["version"]);
  return await db.$transaction(async (tx) => {
    const { count } = await tx.provider.updateMany({
      where: { id: provider.id, archivedAt: null, version },
      data: {
        archivedAt: new Date(call.dependencies.clock.now()),
        name: archivedName(provider.name, provider.id),
        version: { increment: 1 },
      },
    });
    const archived = await tx.provider.findUniqueOrThrow({ where: { id: provider.id } });
    if (count === 0) return unlessStale("Provider", { current: archived, version });
    await refuseWhileUsed(tx, provider);
    await revokeCredentials(tx, call, { providerId: provider.id });
    await recordAudit(tx, { ...call, actor }, {
      action: "provider.archive",
      tenantId: provider.tenantId,
      target: { kind: "Provider", id: provider.id },
      before: summary(provider),
    });
    return archived;
  });
}

/** Where the provider is and what it is told after the changes; `ValidationError` where its kind has no place for them. */
function changedPlace(
  provider: Provider,
  changes: SettingsInput & { baseUrl?: string | null | undefined },
  apiKey: string | null | undefined,
) {
  const present = { baseUrl: provider.baseUrl, settings: storedSettings(provider) };
  const settings = changedSettings(present.settings, changes);
  const baseUrl = changedBaseUrl(present, { baseUrl: changes.baseUrl, settings });
  // A key that is left out stays, and one that was removed must not be in the way of other changes.
  const misfits = providerMisfits(contractKind(provider.kind), { baseUrl, settings, apiKey: apiKey ?? undefined });
  if (misfits.length > 0) throw new ValidationError(misfits.map(({ path, message }) => ({ path: [path], message })));
  return { baseUrl, settings };
}

/** After its row was changed, and so locked: a route that names it is either seen here, or will find it archived. */
async function refuseWhileUsed(tx: Transaction, provider: Provider): Promise<void> {
  const routes = await routesOverProvider(tx, provider);
  if (routes.length === 0) return;
  const named = routes.slice(0, NAMED_MAX).map(({ name, project }) => `'${name}' (project '${project}')`).join(", ");
  const more = routes.length > NAMED_MAX ? ` and ${routes.length - NAMED_MAX} more` : "";
  throw new ConflictError(`The provider is a target of ${named}${more}. Change or archive these routes first.`, {
    blockers: routes.map(({ id }) => ({ type: "Route", id })),
  });
}

/** Routes named in a message; `blockers` has more. */
const NAMED_MAX = 5;

export function summary(provider: Provider) {
  const { name, kind, baseUrl } = provider;
  const settings = storedSettings(provider);
  return { name, kind, baseUrl, ...(settings === null ? {} : { settings }) };
}
