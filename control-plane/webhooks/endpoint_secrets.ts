import type { WebhookEndpoint } from "../../prisma/generated/client/client.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import { webhookSecretContext } from "./webhook_secret.ts";

/**
 * The secrets that sign for an endpoint now, the newest first: after a rotation the one before as well, until its time is
 * over. Rejects with a `VaultError` when one cannot be decrypted.
 */
export async function openEndpointSecrets(endpoint: WebhookEndpoint, vault: Vault, nowMs: number): Promise<string[]> {
  const context = webhookSecretContext(endpoint.tenantId, endpoint.id);
  const secrets = [await vault.open(endpoint, context)];
  const { previousCiphertext, previousWrappedKey, previousMasterKeyId, previousUntil } = endpoint;
  if (
    previousCiphertext !== null && previousWrappedKey !== null && previousMasterKeyId !== null &&
    previousUntil !== null && previousUntil.getTime() > nowMs
  ) {
    const previous = {
      ciphertext: previousCiphertext,
      wrappedKey: previousWrappedKey,
      masterKeyId: previousMasterKeyId,
    };
    secrets.push(await vault.open(previous, context));
  }
  return secrets;
}
