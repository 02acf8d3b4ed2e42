import { z } from "zod";
import { KEY_TAGS_MAX, keyTags } from "../../shared/contracts/api_key.ts";
import { limitList } from "../../shared/contracts/policy.ts";
import { displayNameInput, expiryInput, graceHoursInput, versionInput } from "../input_fields.ts";

/** A tag as the API has it. */
export interface Tag {
  name: string;
  value: string;
}

const description = z.string().trim().max(256).nullable().transform((text) => text || null);

/** Tags as a list, which GraphQL can have, made into what the contract has. */
const tagList = z.array(z.object({ name: z.string().trim(), value: z.string().trim() })).max(KEY_TAGS_MAX)
  .refine((tags) => new Set(tags.map(({ name }) => name)).size === tags.length, "names a tag twice")
  .transform((tags) => Object.fromEntries(tags.map(({ name, value }) => [name, value])))
  .pipe(keyTags);

/** What a new key is made with. */
export function newApiKeyInput(nowMs: number) {
  return z.object({
    name: displayNameInput,
    description: description.optional(),
    expiresAt: expiryInput(nowMs),
    limits: limitList.default([]),
    tags: tagList.default({}),
  });
}

/** Changes to a key: what is left out stays. */
export function apiKeyChangesInput(nowMs: number) {
  return z.object({
    name: displayNameInput.optional(),
    description: description.optional(),
    expiresAt: z.date().refine((date) => date.getTime() > nowMs, "must lie in the future").nullable().optional(),
    limits: limitList.optional(),
    tags: tagList.optional(),
    version: versionInput,
  });
}

/** A rotation: how long the secret before holds beside the new one. */
export const rotationInput = z.object({ graceHours: graceHoursInput, version: versionInput });
