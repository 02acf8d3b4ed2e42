import { apiKeyEntry } from "../../shared/contracts/api_key.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Person } from "../members/schema.ts";
import { LimitCounterType } from "../policies/limit_counter_schema.ts";
import { LimitInput, limitOf, LimitType } from "../policies/limit_schema.ts";
import { readKeyCounters } from "../policies/policy_counters.ts";
import { createApiKey, revokeApiKey, updateApiKey } from "./api_key_service.ts";

const ApiKeyState = builder.enumType("ApiKeyState", {
  description: "Whether a key is of use.",
  values: {
    ACTIVE: { description: "Requests with it are answered." },
    REVOKED: { description: "Taken out of use for good." },
    EXPIRED: { description: "Its time has passed." },
  } as const,
});

export const ApiKeyNode = builder.prismaNode("ApiKey", {
  description: "A key that an application calls the gateway with. Its secret is shown once, when it is made.",
  id: { field: "id" },
  authScopes: (apiKey) => ({ can: { action: "api_key.read", tenantId: apiKey.tenantId } }),
  fields: (t) => ({
    keyId: t.exposeString("keyId", {
      description: "The public part of the key, `ppk_<keyId>_…`, as it stands in records.",
    }),
    name: t.exposeString("name", { description: "What it is for." }),
    state: t.field({
      type: ApiKeyState,
      description: "Whether it is of use now.",
      resolve: ({ revokedAt, expiresAt }, _args, { dependencies }) => {
        if (revokedAt !== null) return "REVOKED";
        return expiresAt !== null && expiresAt.getTime() <= dependencies.clock.now() ? "EXPIRED" : "ACTIVE";
      },
    }),
    limits: t.field({
      type: [LimitType],
      description: "What it allows by itself, beside every policy that applies; the tightest wins.",
      resolve: ({ limits }) => apiKeyEntry.shape.limits.parse(limits),
    }),
    counters: t.field({
      type: [LimitCounterType],
      description: "How the counter of each limit of its own stands now, where there is one, in their order.",
      resolve: (apiKey, _args, context) => readKeyCounters(context, apiKey),
    }),
    version: t.exposeInt("keyVersion", { description: "Rises with every change." }),
    expiresAt: t.expose("expiresAt", { type: "DateTime", nullable: true, description: "When it ends; null: never." }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", nullable: true, description: "When it was revoked." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    createdBy: t.field({
      type: Person,
      nullable: true,
      description: "Who made it; null when a service account or the installation did, or the account is gone.",
      select: { createdBy: { select: { name: true, email: true } } },
      resolve: ({ createdBy }) => createdBy,
    }),
    createdByServiceAccount: t.relation("createdByServiceAccount", {
      nullable: true,
      description: "The service account that made it, if one did.",
    }),
    project: t.relation("project", { description: "The project whose routes it may use." }),
  }),
});

builder.relayMutationField("createApiKey", {
  description: "A new key.",
  inputFields: (t) => ({
    projectId: t.id({ required: true, description: "The project that it belongs to." }),
    name: t.string({ required: true, description: "What it is for; 1 to 64 characters." }),
    expiresAt: t.field({ type: "DateTime", description: "When it ends; left out: never." }),
    limits: t.field({ type: [LimitInput], description: "What it allows by itself: at most 16 limits; default none." }),
  }),
}, {
  description: "Makes a key. Gateways know it within a second, without a publish.",
  errors: {},
  resolve: (_root, { input }, context) =>
    createApiKey(context, {
      projectId: decodeGlobalId("Project", input.projectId, "projectId"),
      name: input.name,
      expiresAt: input.expiresAt,
      limits: input.limits?.map(limitOf),
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
    name: t.string({ description: "What it is for; 1 to 64 characters." }),
    limits: t.field({
      type: [LimitInput],
      description: "The whole list in the old one's place: at most 16 limits. An empty one takes all away.",
    }),
    version: t.int({ description: "The version that the change is based on; a newer one is a conflict." }),
  }),
}, {
  description: "Renames a key, or changes its limits. Gateways hear of it within a second, without a publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    apiKey: await updateApiKey(context, {
      id: decodeGlobalId("ApiKey", input.id, "id"),
      name: input.name ?? undefined,
      limits: input.limits?.map(limitOf),
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
  inputFields: (t) => ({ id: t.id({ required: true, description: "The key." }) }),
}, {
  description: "Takes a key out of use for good. Gateways refuse it within a second.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    apiKey: await revokeApiKey(context, { id: decodeGlobalId("ApiKey", input.id, "id") }),
  }),
}, {
  description: "The key is out of use.",
  outputFields: (t) => ({
    apiKey: t.field({ type: ApiKeyNode, description: "The revoked key.", resolve: ({ apiKey }) => apiKey }),
  }),
});
