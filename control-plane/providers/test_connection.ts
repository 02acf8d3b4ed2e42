import type { Credential, Provider, ProviderKind } from "../../prisma/generated/client/client.ts";
import { credentialContext, type SealedCredential } from "../../shared/contracts/credential.ts";
import type { ConnectionTestOutcome, ConnectionTestRequest } from "../../shared/contracts/internal_call.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { sealedToJson } from "../../shared/vault/sealed_json.ts";
import { z } from "zod";
import { ConflictError, RateLimitedError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { Throttle } from "../authentication/throttle.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { KnownActor } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import { parseInput } from "../parse_input.ts";
import { toSealedCredential } from "../publishing/feed_entry.ts";
import { contractKind, newProviderInput } from "./provider_input.ts";
import { type SettingsInput, storedSettings } from "./settings_input.ts";

/** Tests of one tenant: each may call a provider with all its keys. */
const TESTS = { max: 30, windowSeconds: 60 };

/** What came of trying one key; null stands for no key, or one that is not saved. */
export interface TestedKey {
  key: Credential | null;
  outcome: ConnectionTestOutcome;
}

export interface ProviderValues extends SettingsInput {
  tenantId: string;
  kind: ProviderKind;
  baseUrl?: string | null | undefined;
  /** Sealed for the way to the gateway, and forgotten; never returned or logged. */
  apiKey?: string | null | undefined;
  model?: string | null | undefined;
}

/** Calls a saved provider for real, as the draft has it, with each of its keys by itself. `ConflictError` when it is archived. */
export async function testSavedProvider(
  call: Call,
  input: { id: string; model?: string | null | undefined },
): Promise<TestedKey[]> {
  const { db } = call.dependencies;
  const { actor, object: provider } = await authorizeObject(
    call,
    "provider.test",
    () => db.provider.findUnique({ where: { id: input.id } }),
  );
  const model = parseInput(modelInput, input.model, ["model"]);
  if (provider.archivedAt !== null) throw new ConflictError("The provider is archived, and its keys are revoked.");
  const keys = await db.credential.findMany({
    where: { providerId: provider.id, revokedAt: null },
    orderBy: { id: "asc" },
  });
  const { tenantId } = provider;
  await announce(call, actor, { tenantId, provider, model, keys: keys.length });
  const values = placeOf(provider);
  const tested: (Credential | null)[] = keys.length === 0 ? [null] : keys;
  return await Promise.all(tested.map(async (key) => {
    const credential = key === null ? null : toSealedCredential(key);
    const request = { tenantId, provider: values, credential, model };
    return { key, outcome: await call.dependencies.gatewayCalls.testConnection(request) };
  }));
}

/** Calls a provider that is not saved, for real and once, with the given key. */
export async function testProviderValues(call: Call, input: ProviderValues): Promise<TestedKey[]> {
  const { tenantId } = input;
  const actor = authorize(call.actor, "provider.test", tenantId);
  const model = parseInput(modelInput, input.model, ["model"]);
  const { apiKey, kind, baseUrl, settings } = parseInput(newProviderInput(call.dependencies.addressPolicy), {
    ...input,
    name: "unsaved",
  });
  await announce(call, actor, {
    tenantId,
    provider: { id: null, kind, baseUrl },
    model,
    keys: apiKey === null ? 0 : 1,
  });
  const credential = apiKey === null ? null : await sealOnce(call, tenantId, apiKey);
  const request = { tenantId, provider: { kind: contractKind(kind), baseUrl, settings }, credential, model };
  return [{ key: null, outcome: await call.dependencies.gatewayCalls.testConnection(request) }];
}

const modelInput = z.string().trim().min(1).max(256).nullish().transform((model) => model ?? null);

function placeOf(provider: Provider): ConnectionTestRequest["provider"] {
  return { kind: contractKind(provider.kind), baseUrl: provider.baseUrl, settings: storedSettings(provider) };
}

/** Counts the test, and puts it on the audit trail before it is made: what left the house must be on it. */
async function announce(
  call: Call,
  actor: KnownActor,
  { tenantId, provider, model, keys }: {
    tenantId: string;
    provider: { id: string | null; kind: ProviderKind; baseUrl: string | null };
    model: string | null;
    keys: number;
  },
): Promise<void> {
  const { db, clock } = call.dependencies;
  const verdict = await new Throttle(db, clock).attempt(`provider-test:${tenantId}`, TESTS);
  if (!verdict.allowed) {
    throw new RateLimitedError("Too many connections are tested. Try again in a moment.", verdict.retryAfterSeconds);
  }
  await db.$transaction((tx) =>
    recordAudit(tx, { ...call, actor }, {
      action: "provider.test",
      tenantId,
      target: provider.id === null ? { kind: "Tenant", id: tenantId } : { kind: "Provider", id: provider.id },
      after: { kind: provider.kind, baseUrl: provider.baseUrl, model, keys },
    })
  );
}

/** The key as gateways can open it, for this one call. */
async function sealOnce(call: Call, tenantId: string, apiKey: string): Promise<SealedCredential> {
  const { vault, clock } = call.dependencies;
  const credentialId = uuidv7(clock.now());
  const sealed = await vault.seal(apiKey, credentialContext(tenantId, credentialId));
  return { credentialId, tenantId, version: 1, state: "active", ...sealedToJson(sealed) };
}
