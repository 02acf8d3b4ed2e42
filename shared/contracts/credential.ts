import { z } from "zod";
import { uuid } from "./identifiers.ts";

/** A provider's secret as it travels: sealed under a data key, which is wrapped by a master key. */
export const sealedCredential = z.strictObject({
  credentialId: uuid,
  tenantId: uuid,
  /** Rises with every rotation and re-wrapping. */
  version: z.int().min(1),
  state: z.enum(["active", "revoked"]),
  ciphertext: z.base64(),
  wrappedKey: z.base64(),
  masterKeyId: z.string().min(1).max(64),
});
export type SealedCredential = z.infer<typeof sealedCredential>;

/** The additional authenticated data that binds a sealed credential to its place. */
export function credentialContext(tenantId: string, credentialId: string): string {
  return `tenant/${tenantId}/credential/${credentialId}`;
}
