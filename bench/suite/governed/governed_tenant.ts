import { type ApiKeyEntry, apiKeyEntry } from "../../../shared/contracts/api_key.ts";
import { configContent, type ConfigRevision } from "../../../shared/contracts/config_revision.ts";
import { credentialContext, type SealedCredential } from "../../../shared/contracts/credential.ts";
import type { PriceOverride } from "../../../shared/contracts/price.ts";
import { hashConfigContent } from "../../../shared/configuration/revision_hash.ts";
import { createSecretToken, sha256Hex } from "../../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../../shared/identifiers/uuid.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { LocalKms } from "../../../shared/vault/local_kms.ts";
import { sealedToJson } from "../../../shared/vault/sealed_json.ts";
import { Vault } from "../../../shared/vault/vault.ts";

/** What the gateway's tenant is: two providers at the mock, a route to each, limits, a budget, keys. */
export interface GovernedTenant {
  revision: ConfigRevision;
  credentials: SealedCredential[];
  keys: ApiKeyEntry[];
  /** The keys themselves, in the order of `keys`. */
  tokens: string[];
  /** The policies' ids: limits for each key, and the budget of all. */
  limitsPolicyId: string;
  budgetPolicyId: string;
}

export const MASTER_KEYS = `k1:${btoa("0123456789abcdef0123456789abcdef")}`;

/** What the routes are called; they are what clients name as the model. */
export const ROUTES = { openai: "chat", anthropic: "chat-by-anthropic" } as const;

/** US dollars for a million tokens, in and out alike, so that a cost tells how many tokens there were. */
export const USD_PER_MILLION_TOKENS = 1;

/** Limits that everything is counted by and nothing is denied by. */
export const LIMITS_MAX = { requests: 1_000_000_000, tokens: 1_000_000_000, concurrent: 1_000_000 } as const;
export const BUDGET_NANO_USD = 1_000_000_000_000_000;

/** Makes it up, with so many keys. */
export async function makeGovernedTenant(
  { upstreamPort, keys: keyCount }: { upstreamPort: number; keys: number },
): Promise<GovernedTenant> {
  const newId = () => uuidv7(systemClock.now());
  const [tenantId, projectId, limitsPolicyId, budgetPolicyId] = [newId(), newId(), newId(), newId()];
  const credentials = [await sealCredential(tenantId, newId()), await sealCredential(tenantId, newId())];
  const baseUrl = `http://127.0.0.1:${upstreamPort}/v1`;
  const provider = (kind: "openai" | "anthropic", index: number) => ({
    id: newId(),
    name: kind,
    kind,
    baseUrl,
    credentials: [{ credentialId: credentials[index]!.credentialId, weight: 1 }],
  });
  const route = (kind: "openai" | "anthropic") => ({
    id: newId(),
    projectId,
    name: ROUTES[kind],
    tree: { type: "target" as const, provider: kind, model: MODELS[kind] },
  });
  const content = configContent.parse({
    schema: 1,
    tenantId,
    timeZone: "UTC",
    projects: [{ id: projectId, name: "Benchmark", allowDirectModels: false }],
    routes: [route("openai"), route("anthropic")],
    policies: policies(limitsPolicyId, budgetPolicyId),
    providers: [provider("openai", 0), provider("anthropic", 1)],
    priceOverrides: Object.values(MODELS).map(price),
    priceBookDigest: "bench",
  });
  const revision = { ...content, number: 1, hash: hashConfigContent(content), publishedAt: systemClock.now() };
  const made = Array.from({ length: keyCount }, () => makeKey({ tenantId, projectId, apiKeyId: newId() }));
  return {
    revision,
    credentials,
    keys: made.map(({ entry }) => entry),
    tokens: made.map(({ token }) => token),
    limitsPolicyId,
    budgetPolicyId,
  };
}

const MODELS = { openai: "gpt-4o-mini", anthropic: "claude-sonnet-4-5" } as const;

function policies(limitsPolicyId: string, budgetPolicyId: string) {
  const both = { action: "block", onLimiterLoss: "closed" };
  return [
    {
      ...both,
      id: limitsPolicyId,
      name: "Limits of each key",
      scope: { type: "api_key" },
      limits: [
        { type: "requests_per_minute", max: LIMITS_MAX.requests },
        { type: "tokens_per_minute", max: LIMITS_MAX.tokens },
        { type: "concurrent_requests", max: LIMITS_MAX.concurrent },
      ],
    },
    {
      ...both,
      id: budgetPolicyId,
      name: "Budget of all",
      scope: { type: "tenant" },
      limits: [{ type: "spend", period: "month", maxNanoUsd: BUDGET_NANO_USD }],
    },
  ];
}

function price(model: string): PriceOverride {
  return {
    provider: null,
    model,
    inputPerMillionUsd: USD_PER_MILLION_TOKENS,
    outputPerMillionUsd: USD_PER_MILLION_TOKENS,
    cacheReadPerMillionUsd: null,
    cacheWritePerMillionUsd: null,
    tierMultipliers: {},
  };
}

function makeKey(ids: { tenantId: string; projectId: string; apiKeyId: string }) {
  const { id, token } = createSecretToken("ppk");
  const entry = apiKeyEntry.parse({
    ...ids,
    keyId: id,
    name: "bench",
    sha256: sha256Hex(token),
    state: "active",
    expiresAt: null,
    limits: [],
    keyVersion: 1,
  });
  return { entry, token };
}

async function sealCredential(tenantId: string, credentialId: string): Promise<SealedCredential> {
  const vault = new Vault(LocalKms.parse(MASTER_KEYS));
  const sealed = await vault.seal("sk-bench-0123456789", credentialContext(tenantId, credentialId));
  return { credentialId, tenantId, version: 1, state: "active", ...sealedToJson(sealed) };
}
