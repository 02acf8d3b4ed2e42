import { z } from "zod";
import { epochMs, sha256Hex, tokenId, uuid } from "./identifiers.ts";
import { limit } from "./policy.ts";
import { type NewerReading, readNewer } from "./read_newer.ts";

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

/**
 * Reads an entry that a newer build may have written. Fields that are not known are passed over, limits never: a key must
 * not be free of one because a gateway is old. That a key is not active is understood whatever else the entry says.
 */
export function readApiKeyEntry(document: unknown): NewerReading<ApiKeyEntry> {
  const reading = readNewer(apiKeyEntry, document, { exactUnder: ["limits"] });
  if (reading.ok) return reading;
  const ended = endedEntry.safeParse(document);
  if (!ended.success) return reading;
  return { ok: true, value: { ...ended.data, state: "revoked", limits: [] }, passedOver: [reading.detail] };
}

/** What is read of a key that must not be used any more: a state that is not known is no permission. */
const endedEntry = apiKeyEntry.pick({ keyId: true, apiKeyId: true, tenantId: true, projectId: true, sha256: true })
  .extend({
    name: apiKeyEntry.shape.name.catch(""),
    state: z.string().refine((state) => state !== "active"),
    expiresAt: apiKeyEntry.shape.expiresAt.catch(null),
    keyVersion: apiKeyEntry.shape.keyVersion,
  }).strip();
