import { Buffer } from "node:buffer";
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A new secret as Standard Webhooks writes one: `whsec_` and 32 random bytes in base64. */
export function createWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

/** The additional authenticated data that binds a sealed secret to its endpoint. */
export function webhookSecretContext(tenantId: string, endpointId: string): string {
  return `tenant/${tenantId}/webhook/${endpointId}`;
}

/** What is signed beside the body. */
export interface SignedMessage {
  /** The event's id: the same however often it is sent. */
  id: string;
  /** When this attempt is made, whole seconds since the epoch. */
  timestampSeconds: number;
  body: string;
}

/**
 * The `webhook-signature` header of Standard Webhooks 1.0.0 (standard-webhooks/standard-webhooks,
 * `spec/standard-webhooks.md`): HMAC-SHA256 over `<id>.<timestamp>.<body>`, one signature a secret, apart by a space.
 */
export function webhookSignature(secrets: readonly string[], { id, timestampSeconds, body }: SignedMessage): string {
  return secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestampSeconds}.${body}`).digest("base64")}`;
  }).join(" ");
}
