import { z } from "zod";
import { epochMs, sha256Hex, tokenId, uuid } from "./identifiers.ts";
import { limit } from "./policy.ts";

/** Tags of one key at most. */
export const KEY_TAGS_MAX = 16;

/** What each record of a key is tagged with, by name. Names are 1 to 64 characters without `,` and `=`, as `x-perpetuo-tags` has them. */
export const keyTags = z.record(
  z.string().max(64).regex(/^[^,=\s\p{Cc}]([^,=\p{Cc}]*[^,=\s\p{Cc}])?$/u, "1 to 64 characters without , and ="),
  z.string().max(256),
).refine((tags) => Object.keys(tags).length <= KEY_TAGS_MAX, `at most ${KEY_TAGS_MAX} tags`);
export type KeyTags = z.infer<typeof keyTags>;

/** One gateway key as the key directory holds it: never the key itself, only its SHA-256. */
export const apiKeyEntry = z.strictObject({
  keyId: tokenId,
  apiKeyId: uuid,
  tenantId: uuid,
  projectId: uuid,
  name: z.string().max(64),
  sha256: sha256Hex,
  /** The secret before the last rotation, which holds too until its grace is over. Left out: there is none. */
  previous: z.strictObject({ sha256: sha256Hex, until: epochMs }).optional(),
  state: z.enum(["active", "revoked"]),
  expiresAt: epochMs.nullable(),
  limits: z.array(limit),
  /** What each record is tagged with; a request's own tags come first. Left out: nothing. */
  tags: keyTags.optional(),
  /** Rises with every change, so that a late message never undoes a newer one. */
  keyVersion: z.int().min(1),
});
export type ApiKeyEntry = z.infer<typeof apiKeyEntry>;
