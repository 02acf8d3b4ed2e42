import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { addProviderKey, removeProviderKey, updateProviderKey } from "./provider_key_service.ts";
import { ProviderNode } from "./schema.ts";

export const ProviderKeyNode = builder.prismaNode("Credential", {
  name: "ProviderKey",
  description: "A key that gateways call a provider with. The key itself is never returned.",
  id: { field: "id" },
  authScopes: (key) => ({ can: { action: "provider.read", tenantId: key.tenantId } }),
  fields: (t) => ({
    hint: t.string({
      nullable: true,
      description: "Its last four characters; null when it is short.",
      resolve: ({ hint }) => hint || null,
    }),
    weight: t.exposeInt("weight", {
      description: "Its share of the requests beside the provider's other keys; at 0 it rests.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was added." }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", nullable: true, description: "When it was removed." }),
  }),
});

builder.relayMutationField("addProviderKey", {
  description: "One more key of a provider.",
  inputFields: (t) => ({
    providerId: t.id({ required: true, description: "The provider." }),
    apiKey: t.string({ required: true, description: "The key: encrypted before it is stored, never returned." }),
    weight: t.int({ description: "Its share of the requests, 0 to 1,000; default 1. At 0 it rests." }),
    providerVersion: t.int({
      description: "The provider's version that this is based on; another one is a conflict.",
    }),
  }),
}, {
  description: "Gives a provider one more key, of 16 at most. Gateways use it from the next publish.",
  errors: {},
  resolve: (_root, { input }, context) =>
    addProviderKey(context, {
      providerId: decodeGlobalId("Provider", input.providerId, "providerId"),
      apiKey: input.apiKey,
      weight: input.weight ?? undefined,
      providerVersion: input.providerVersion ?? undefined,
    }),
}, {
  description: "The key was added.",
  outputFields: (t) => ({
    providerKey: t.field({ type: ProviderKeyNode, description: "The new key.", resolve: (made) => made.providerKey }),
    provider: t.field({
      type: ProviderNode,
      description: "The provider as it is now.",
      resolve: (made) => made.provider,
    }),
  }),
});

builder.relayMutationField("updateProviderKey", {
  description: "Changes to a provider's key.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The key." }),
    weight: t.int({ required: true, description: "Its share of the requests, 0 to 1,000. At 0 it rests." }),
    providerVersion: t.int({
      description: "The provider's version that this is based on; another one is a conflict.",
    }),
  }),
}, {
  description: "Changes a key's share of the requests. Gateways know of it from the next publish.",
  errors: {},
  resolve: (_root, { input }, context) =>
    updateProviderKey(context, {
      id: decodeGlobalId("ProviderKey", input.id, "id"),
      weight: input.weight,
      providerVersion: input.providerVersion ?? undefined,
    }),
}, {
  description: "The key was changed.",
  outputFields: (t) => ({
    providerKey: t.field({
      type: ProviderKeyNode,
      description: "The key as it is now.",
      resolve: (made) => made.providerKey,
    }),
    provider: t.field({
      type: ProviderNode,
      description: "The provider as it is now.",
      resolve: (made) => made.provider,
    }),
  }),
});

builder.relayMutationField("removeProviderKey", {
  description: "Which key to take from its provider.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The key." }),
    providerVersion: t.int({
      description: "The provider's version that this is based on; another one is a conflict.",
    }),
  }),
}, {
  description: "Revokes a provider's key for good: gateways forget it within a second, without a publish.",
  errors: {},
  resolve: (_root, { input }, context) =>
    removeProviderKey(context, {
      id: decodeGlobalId("ProviderKey", input.id, "id"),
      providerVersion: input.providerVersion ?? undefined,
    }),
}, {
  description: "The key is revoked.",
  outputFields: (t) => ({
    providerKey: t.field({
      type: ProviderKeyNode,
      description: "The revoked key.",
      resolve: (made) => made.providerKey,
    }),
    provider: t.field({
      type: ProviderNode,
      description: "The provider as it is now.",
      resolve: (made) => made.provider,
    }),
  }),
});
