import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { RoleEnum } from "../tenants/schema.ts";
import { ServiceAccountNode } from "./schema.ts";
import { archiveServiceAccount, createServiceAccount, updateServiceAccount } from "./service_account_service.ts";

builder.relayMutationField("createServiceAccount", {
  description: "A new service account.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant that it acts in." }),
    name: t.string({ required: true, description: "What it is for; 1 to 64 characters, unique in the tenant." }),
    role: t.field({ type: RoleEnum, required: true, description: "What it may do; any but `OWNER`." }),
  }),
}, {
  description: "Makes an actor without a person. It can do nothing before it has a token. A tenant may have 100.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    serviceAccount: await createServiceAccount(context, {
      ...input,
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
    }),
  }),
}, {
  description: "The service account was made.",
  outputFields: (t) => ({
    serviceAccount: t.field({
      type: ServiceAccountNode,
      description: "The new service account.",
      resolve: ({ serviceAccount }) => serviceAccount,
    }),
  }),
});

builder.relayMutationField("updateServiceAccount", {
  description: "Changes to a service account; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The service account." }),
    name: t.string({ description: "What it is for." }),
    role: t.field({ type: RoleEnum, description: "What it may do from its next request on." }),
    version: t.int({ description: "The version that the change is based on; another one is a conflict." }),
  }),
}, {
  description: "Renames a service account, or gives it another role.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    serviceAccount: await updateServiceAccount(context, {
      id: decodeGlobalId("ServiceAccount", input.id, "id"),
      name: input.name ?? undefined,
      role: input.role ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The service account was changed.",
  outputFields: (t) => ({
    serviceAccount: t.field({
      type: ServiceAccountNode,
      description: "The service account as it is now.",
      resolve: ({ serviceAccount }) => serviceAccount,
    }),
  }),
});

builder.relayMutationField("archiveServiceAccount", {
  description: "Which service account to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The service account." }),
    version: t.int({ description: "The version that you looked at; another one is a conflict." }),
  }),
}, {
  description: "Takes a service account out of use for good. Its tokens are dead at once; its name is free.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    serviceAccount: await archiveServiceAccount(context, {
      id: decodeGlobalId("ServiceAccount", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The service account is out of use.",
  outputFields: (t) => ({
    serviceAccount: t.field({
      type: ServiceAccountNode,
      description: "The service account as it is now.",
      resolve: ({ serviceAccount }) => serviceAccount,
    }),
  }),
});
