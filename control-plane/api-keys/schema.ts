import { apiKeyEntry } from "../../shared/contracts/api_key.ts";
import { builder } from "../graphql/builder.ts";
import { Person } from "../members/schema.ts";
import { LimitCounterType } from "../policies/limit_counter_schema.ts";
import { LimitType } from "../policies/limit_schema.ts";
import { readKeyCounters } from "../policies/policy_counters.ts";
import { apiKeyState, apiKeyWhere } from "./api_key_filter.ts";
import type { Tag } from "./api_key_input.ts";
import { tagsOf } from "./api_key_service.ts";

const ApiKeyStateEnum = builder.enumType("ApiKeyState", {
  description: "Whether a key is of use.",
  values: {
    ACTIVE: { description: "Requests with it are answered." },
    REVOKED: { description: "Taken out of use for good." },
    EXPIRED: { description: "Its time has passed." },
  } as const,
});

const TagType = builder.objectRef<Tag>("Tag").implement({
  description: "A name and a value that records carry.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name." }),
    value: t.exposeString("value", { description: "Its value." }),
  }),
});

export const ApiKeyNode = builder.prismaNode("ApiKey", {
  description: "A key that an application calls the gateway with. Its secret is shown once, when it is made.",
  id: { field: "id" },
  authScopes: (apiKey) => ({ can: { action: "api_key.read", tenantId: apiKey.tenantId } }),
  fields: (t) => ({
    keyId: t.exposeString("keyId", {
      description: "The public part of the key, `ppk_<keyId>_…`, as it stands in records.",
    }),
    name: t.exposeString("name", { description: "What it is called." }),
    description: t.exposeString("description", { nullable: true, description: "What it is for." }),
    state: t.field({
      type: ApiKeyStateEnum,
      description: "Whether it is of use now.",
      resolve: (apiKey, _args, { dependencies }) => apiKeyState(apiKey, dependencies.clock.now()),
    }),
    tags: t.field({
      type: [TagType],
      description: "What each of its records is tagged with, by name; a request's own tags come first.",
      resolve: tagsOf,
    }),
    previousSecretUntil: t.field({
      type: "DateTime",
      nullable: true,
      description: "Until when the secret before the last rotation holds too; null when it does not.",
      resolve: ({ previousUntil }, _args, { dependencies }) =>
        previousUntil !== null && previousUntil.getTime() > dependencies.clock.now() ? previousUntil : null,
    }),
    lastUsedAt: t.expose("lastUsedAt", {
      type: "DateTime",
      nullable: true,
      description: "When a request last came with it, to the minute, refused ones included; null: never.",
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

const FILTER = {
  states: "Only keys in one of these states; left out: in any.",
  text: "Only keys that have it in their name, description or public id; at most 128 characters.",
};

builder.prismaObjectFields("Project", (t) => ({
  apiKeys: t.relatedConnection("apiKeys", {
    cursor: "id",
    description: "The project's keys, the newest first, revoked ones included.",
    args: {
      states: t.arg({ type: [ApiKeyStateEnum], description: FILTER.states }),
      text: t.arg.string({ description: FILTER.text }),
    },
    query: (filter, { dependencies }) => ({
      where: apiKeyWhere(filter, dependencies.clock.now()),
      orderBy: { id: "desc" },
    }),
    authScopes: (project) => ({ can: { action: "api_key.read", tenantId: project.tenantId } }),
  }),
}));

builder.prismaObjectFields("Tenant", (t) => ({
  apiKeys: t.relatedConnection("apiKeys", {
    cursor: "id",
    description: "The keys of all the tenant's projects, the newest first, revoked ones included.",
    args: {
      states: t.arg({ type: [ApiKeyStateEnum], description: FILTER.states }),
      text: t.arg.string({ description: FILTER.text }),
    },
    query: (filter, { dependencies }) => ({
      where: apiKeyWhere(filter, dependencies.clock.now()),
      orderBy: { id: "desc" },
    }),
    authScopes: (tenant) => ({ can: { action: "api_key.read", tenantId: tenant.id } }),
  }),
}));
