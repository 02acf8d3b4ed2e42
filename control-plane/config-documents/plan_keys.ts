import type { ConfigChange } from "../../shared/configuration/config_change.ts";
import type { ConfigDocument } from "../../shared/configuration/config_document.ts";
import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { providerApiKey } from "../../shared/contracts/provider_input.ts";
import { VaultError } from "../../shared/vault/vault_error.ts";
import type { ValidationIssue } from "../api_error.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";

/** A key that a provider is to have in place of all others. */
export interface PlannedKey {
  providerId: string;
  providerName: string;
  /** Where it comes from, which is all that is told of it. */
  variable: string;
  apiKey: string;
  /** Whether it takes the place of others. */
  replaces: boolean;
}

/**
 * Finds the keys that a document's providers are to be given: of those variables whose values came along, and that are not
 * among the provider's keys yet. A variable that did not come along leaves the keys as they are.
 */
export async function planKeys(
  transaction: Transaction,
  call: Call,
  { document, merged, secrets }: {
    document: ConfigDocument;
    merged: ConfigContent;
    secrets: ReadonlyMap<string, string>;
  },
): Promise<{ keys: PlannedKey[]; issues: ValidationIssue[] }> {
  const keys: PlannedKey[] = [];
  const issues: ValidationIssue[] = [];
  for (const { id, name } of merged.providers) {
    const variable = document.providers?.[name]?.apiKeyFrom?.env;
    const secret = variable === undefined ? undefined : secrets.get(variable);
    if (variable === undefined || secret === undefined) continue;
    const parsed = providerApiKey.safeParse(secret);
    if (!parsed.success) {
      issues.push({ path: ["secrets", variable], message: parsed.error.issues[0]!.message });
      continue;
    }
    const present = await presentKeys(transaction, call, id);
    if (present.some((key) => key === parsed.data)) continue;
    const planned = { providerId: id, providerName: name, variable, apiKey: parsed.data };
    keys.push({ ...planned, replaces: present.length > 0 });
  }
  return { keys, issues };
}

/** A planned key among the changes of a document. */
export function keyChange({ providerId, providerName, variable, replaces }: PlannedKey): ConfigChange {
  const words = replaces ? "is put in place of its keys, at once" : "is its key";
  return {
    kind: replaces ? "changed" : "added",
    subject: { type: "provider", id: providerId, name: providerName, project: null },
    aspect: "key",
    path: "/credentials",
    before: null,
    after: { env: variable },
    sentence: `Provider '${providerName}': what ${variable} holds ${words}.`,
  };
}

/** A provider's keys in use, in the clear: for comparing alone. Null for one that cannot be opened. */
async function presentKeys(transaction: Transaction, { dependencies }: Call, providerId: string) {
  const credentials = await transaction.credential.findMany({ where: { providerId, revokedAt: null } });
  return await Promise.all(credentials.map(async (sealed) => {
    try {
      return await dependencies.vault.open(sealed, credentialContext(sealed.tenantId, sealed.id));
    } catch (error) {
      if (error instanceof VaultError) return null;
      throw error;
    }
  }));
}
