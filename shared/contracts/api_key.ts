import { z } from "zod";
import { epochMs, sha256Hex, tokenId, uuid } from "./identifiers.ts";
import { limit } from "./policy.ts";

/** One gateway key as the key directory holds it: never the key itself, only its SHA-256. */
export const apiKeyEntry = z.strictObject({
  keyId: tokenId,
  apiKeyId: uuid,
  tenantId: uuid,
  projectId: uuid,
  name: z.string().max(64),
  sha256: sha256Hex,
  state: z.enum(["active", "revoked"]),
  expiresAt: epochMs.nullable(),
  limits: z.array(limit),
  /** Rises with every change, so that a late message never undoes a newer one. */
  keyVersion: z.int().min(1),
});
export type ApiKeyEntry = z.infer<typeof apiKeyEntry>;
