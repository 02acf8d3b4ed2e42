import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { LimitInput, limitOf } from "../policies/limit_schema.ts";
import { createApiKey, revokeApiKey, updateApiKey } from "./api_key_service.ts";
import { rotateApiKey } from "./rotate_api_key.ts";
import { ApiKeyNode } from "./schema.ts";

const TagInput = builder.inputType("TagInput", {
  description: "A name and a value that records carry.",
  fields: (t) => ({
    name: t.string({ required: true, description: "1 to 64 characters without `,` and `=`." }),
    value: t.string({ required: true, description: "At most 256 characters." }),
  }),
});

builder.relayMutationField("createApiKey", {
  description: "A new key.",
  inputFields: (t) => ({
    projectId: t.id({ required: true, description: "The project that it belongs to." }),
    name: t.string({ required: true, description: "What it is called; 1 to 64 characters." }),
    description: t.string({ description: "What it is for; at most 256 characters." }),
    expiresAt: t.field({ type: "DateTime", description: "When it ends; left out: never." }),
    limits: t.field({ type: [LimitInput], description: "What it allows by itself: at most 16 limits; default none." }),
    tags: t.field({
      type: [TagInput],
      description: "What each of its records is tagged with: at most 16; default nothing.",
    }),
  }),
}, {
  description: "Makes a key. Gateways know it within a second, without a publish.",
  errors: {},
  resolve: (_root, { input }, context) =>
    createApiKey(context, {
      projectId: decodeGlobalId("Project", input.projectId, "projectId"),
      name: input.name,
      description: input.description,
      expiresAt: input.expiresAt,
      limits: input.limits?.map(limitOf),
      tags: input.tags ?? undefined,
    }),
}, {
  description: "The key was made.",
  outputFields: (t) => ({
    apiKey: t.field({ type: ApiKeyNode, description: "The new key.", resolve: ({ apiKey }) => apiKey }),
    secret: t.string({
      description: "The whole key, `ppk_…`, this once: only its SHA-256 is kept.",
      resolve: ({ secret }) => secret,
    }),
  }),
});

builder.relayMutationField("updateApiKey", {
  description: "Changes to a key; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The key." }),
    name: t.string({ description: "What it is called; 1 to 64 characters." }),
    description: t.string({ description: "What it is for; null for nothing." }),
    expiresAt: t.field({ type: "DateTime", description: "When it ends, ahead of now; null: never." }),
    limits: t.field({
      type: [LimitInput],
      description: "The whole list in the old one's place: at most 16 limits. An empty one takes all away.",
    }),
    tags: t.field({
      type: [TagInput],
      description: "What each of its records is tagged with: at most 16, the whole list in the old one's place.",
    }),
    version: t.int({ description: "The version that the change is based on; a newer one is a conflict." }),
  }),
}, {
  description:
    "Renames a key, or changes its end, limits or tags. Gateways hear of it within a second, without a publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    apiKey: await updateApiKey(context, {
      id: decodeGlobalId("ApiKey", input.id, "id"),
      name: input.name ?? undefined,
      description: input.description,
      expiresAt: input.expiresAt,
      limits: input.limits?.map(limitOf),
      tags: input.tags ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The key was changed.",
  outputFields: (t) => ({
    apiKey: t.field({ type: ApiKeyNode, description: "The key as it is now.", resolve: ({ apiKey }) => apiKey }),
  }),
});

builder.relayMutationField("revokeApiKey", {
  description: "Which key to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The key." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes a key out of use for good. Gateways refuse it within a second.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    apiKey: await revokeApiKey(context, {
      id: decodeGlobalId("ApiKey", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The key is out of use.",
  outputFields: (t) => ({
    apiKey: t.field({ type: ApiKeyNode, description: "The revoked key.", resolve: ({ apiKey }) => apiKey }),
  }),
});

builder.relayMutationField("rotateApiKey", {
  description: "Which key is given a new secret.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The key." }),
    graceHours: t.int({
      description: "How long the secret before holds beside the new one; 24 by default, 168 at most, 0 not at all.",
    }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description:
    "Gives a key a new secret under the same id; limits, counters and records stay its own. Gateways take the new one " +
    "within a second, and the one before until its grace is over.",
  errors: {},
  resolve: (_root, { input }, context) =>
    rotateApiKey(context, {
      id: decodeGlobalId("ApiKey", input.id, "id"),
      graceHours: input.graceHours ?? undefined,
      version: input.version ?? undefined,
    }),
}, {
  description: "The key has a new secret.",
  outputFields: (t) => ({
    apiKey: t.field({ type: ApiKeyNode, description: "The key as it is now.", resolve: ({ apiKey }) => apiKey }),
    secret: t.string({
      description: "The whole key with its new secret, this once: only its SHA-256 is kept.",
      resolve: ({ secret }) => secret,
    }),
  }),
});
