import { hashConfigContent } from "../../../shared/configuration/revision_hash.ts";
import type { ApiKeyEntry } from "../../../shared/contracts/api_key.ts";
import { configContent, type ConfigRevision } from "../../../shared/contracts/config_revision.ts";
import { credentialContext, type SealedCredential } from "../../../shared/contracts/credential.ts";
import { sha256Hex } from "../../../shared/identifiers/secret_token.ts";
import { sealedToJson } from "../../../shared/vault/sealed_json.ts";
import type { Vault } from "../../../shared/vault/vault.ts";

export const tenantId = "01980000-0000-7000-8000-000000000001";
export const otherTenantId = "01980000-0000-7000-8000-000000000009";
export const projectId = "01980000-0000-7000-8000-000000000002";
export const credentialId = "01980000-0000-7000-8000-000000000003";

/** A revision with one project, one route to the mock provider, and one credential. */
export function sampleRevision(number: number, fields: { tenantId?: string; model?: string } = {}): ConfigRevision {
  const content = configContent.parse({
    schema: 1,
    tenantId: fields.tenantId ?? tenantId,
    timeZone: "UTC",
    projects: [{ id: projectId, name: "Default", allowDirectModels: true }],
    routes: [{
      id: "01980000-0000-7000-8000-000000000004",
      projectId,
      name: "default",
      tree: { type: "target", provider: "mock", model: fields.model ?? "mock-1" },
    }],
    policies: [],
    providers: [{
      id: "01980000-0000-7000-8000-000000000005",
      name: "mock",
      kind: "mock",
      baseUrl: null,
      credentials: [{ credentialId, weight: 1 }],
    }],
    priceOverrides: [],
    priceBookDigest: "test",
  });
  return { ...content, number, hash: hashConfigContent(content), publishedAt: number };
}

/** A key's entry; the key itself is of no interest. */
export function sampleKey(keyId: string, fields: Partial<ApiKeyEntry> = {}): ApiKeyEntry {
  return {
    keyId,
    apiKeyId: "01980000-0000-7000-8000-000000000006",
    tenantId,
    projectId,
    name: "key",
    sha256: sha256Hex(`ppk_${keyId}_`),
    state: "active",
    expiresAt: null,
    limits: [],
    keyVersion: 1,
    ...fields,
  };
}

export async function sampleCredential(
  vault: Vault,
  secret: string,
  fields: Partial<SealedCredential> = {},
): Promise<SealedCredential> {
  const sealed = await vault.seal(secret, credentialContext(tenantId, credentialId));
  return { tenantId, credentialId, version: 1, state: "active", ...sealedToJson(sealed), ...fields };
}
