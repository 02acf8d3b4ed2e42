import { ProviderKind } from "../../prisma/generated/client/enums.ts";
import { baseUrlOf } from "../../shared/contracts/provider_kind.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Versioned } from "../graphql/versioned.ts";
import { Deployment, DeploymentInput } from "./deployment_schema.ts";
import { furtherSettingsFields, Header } from "./further_settings_schema.ts";
import { contractKind } from "./provider_input.ts";
import { archiveProvider, createProvider, updateProvider } from "./provider_service.ts";
import { storedSettings } from "./settings_input.ts";

export const ProviderKindEnum = builder.enumType("ProviderKind", {
  description: "What wire protocol a provider speaks.",
  values: {
    [ProviderKind.OPENAI]: { description: "OpenAI." },
    [ProviderKind.ANTHROPIC]: { description: "Anthropic." },
    [ProviderKind.GEMINI]: { description: "Google Gemini, by its own API." },
    [ProviderKind.AZURE_OPENAI]: { description: "Azure OpenAI; needs its resource's endpoint." },
    [ProviderKind.BEDROCK]: { description: "Amazon Bedrock. Not available yet." },
    [ProviderKind.OPENAI_COMPATIBLE]: {
      description: "Any server that speaks OpenAI's protocol; needs a preset or a base URL.",
    },
    [ProviderKind.MOCK]: { description: "The built-in provider for trying things out; needs no key." },
  } as const,
});

export const ProviderNode = builder.prismaNode("Provider", {
  description: "A service that answers model requests, with the key to call it.",
  id: { field: "id" },
  interfaces: [Versioned],
  authScopes: (provider) => ({ can: { action: "provider.read", tenantId: provider.tenantId } }),
  fields: (t) => ({
    name: t.exposeString("name", {
      description: "What routes and `provider/model` call it; unique within the tenant.",
    }),
    kind: t.expose("kind", { type: ProviderKindEnum, description: "What it speaks." }),
    baseUrl: t.exposeString("baseUrl", {
      nullable: true,
      description: "Where it is; null takes the kind's own address.",
    }),
    effectiveBaseUrl: t.string({
      nullable: true,
      description: "Where requests go; null for the mock provider, which is built in.",
      resolve: (provider) =>
        baseUrlOf({ ...provider, kind: contractKind(provider.kind), settings: storedSettings(provider) }),
    }),
    preset: t.string({
      nullable: true,
      description: "Which of `providerPresets` an OPENAI_COMPATIBLE provider is; null for none of them.",
      resolve: (provider) => storedSettings(provider)?.preset ?? null,
    }),
    apiVersion: t.string({
      nullable: true,
      description:
        "The dated version of the API that an AZURE_OPENAI provider is called with; null for the undated one.",
      resolve: (provider) => storedSettings(provider)?.apiVersion ?? null,
    }),
    deployments: t.field({
      type: [Deployment],
      description: "Which deployment of an AZURE_OPENAI provider serves a model, where it is named otherwise.",
      resolve: (provider) =>
        Object.entries(storedSettings(provider)?.deployments ?? {}).map(([model, deployment]) => ({
          model,
          deployment,
        })),
    }),
    organization: t.string({
      nullable: true,
      description: "The organization that requests of an OPENAI provider count for.",
      resolve: (provider) => storedSettings(provider)?.organization ?? null,
    }),
    project: t.string({
      nullable: true,
      description: "The project at OpenAI that requests of an OPENAI provider count for.",
      resolve: (provider) => storedSettings(provider)?.project ?? null,
    }),
    betas: t.stringList({
      description: "Beta features that every request to an ANTHROPIC provider asks for.",
      resolve: (provider) => storedSettings(provider)?.betas ?? [],
    }),
    region: t.string({
      nullable: true,
      description: "The region whose address an OPENAI or GEMINI provider is called at.",
      resolve: (provider) => storedSettings(provider)?.region ?? null,
    }),
    vertexProject: t.string({
      nullable: true,
      description: "The Google Cloud project whose Vertex AI a GEMINI provider is.",
      resolve: (provider) => storedSettings(provider)?.vertexProject ?? null,
    }),
    headers: t.field({
      type: [Header],
      description: "Headers that every request carries, in the order of their names.",
      resolve: (provider) =>
        Object.entries(storedSettings(provider)?.headers ?? {}).sort().map(([name, value]) => ({ name, value })),
    }),
    keys: t.relation("credentials", {
      description: "The stored keys, the oldest first, without the keys themselves.",
      query: { where: { revokedAt: null }, orderBy: { id: "asc" } },
    }),
    apiKeySet: t.boolean({
      description: "Whether a key is stored. The key itself is never returned.",
      select: { credentials: { where: { revokedAt: null }, select: { id: true } } },
      resolve: ({ credentials }) => credentials.length > 0,
    }),
    apiKeyHint: t.string({
      nullable: true,
      description: "The last four characters of the oldest stored key; null when there is none or it is short.",
      select: { credentials: { where: { revokedAt: null }, select: { id: true, hint: true }, orderBy: { id: "asc" } } },
      resolve: ({ credentials }) => credentials[0]?.hint || null,
    }),
    tenant: t.relation("tenant", { description: "Whose it is." }),
  }),
});

builder.relayMutationField("createProvider", {
  description: "A new provider.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant that it belongs to." }),
    name: t.string({ required: true, description: "1 to 64 letters, digits and `._:-`, unique within the tenant." }),
    kind: t.field({ type: ProviderKindEnum, required: true, description: "What it speaks." }),
    baseUrl: t.string({
      description: "Where it is; left out, the preset's or the kind's own address. AZURE_OPENAI needs one.",
    }),
    apiKey: t.string({ description: "The provider's key: encrypted before it is stored, never returned." }),
    preset: t.string({ description: "The id of one of `providerPresets`; of OPENAI_COMPATIBLE alone." }),
    apiVersion: t.string({
      description: "A dated version such as 2024-10-21; left out, the undated API is called. Of AZURE_OPENAI alone.",
    }),
    deployments: t.field({
      type: [DeploymentInput],
      description:
        "Models whose deployment has another name than theirs, at most 256; any other model is its own deployment's name. " +
        "Of AZURE_OPENAI alone.",
    }),
    ...furtherSettingsFields(t),
  }),
}, {
  description: "Adds a provider to the draft. Gateways use it from the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    provider: await createProvider(context, {
      ...input,
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
    }),
  }),
}, {
  description: "The provider was added.",
  outputFields: (t) => ({
    provider: t.field({ type: ProviderNode, description: "The new provider.", resolve: ({ provider }) => provider }),
  }),
});

builder.relayMutationField("updateProvider", {
  description: "Changes to a provider; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The provider." }),
    baseUrl: t.string({ description: "Where it is; null takes the preset's or the kind's own address." }),
    apiKey: t.string({ description: "One new key in place of all that are stored; gateways use it within a second." }),
    preset: t.string({
      description:
        "The id of one of `providerPresets`; null for none. A provider at its preset's own address moves to the new one's.",
    }),
    apiVersion: t.string({ description: "A dated version such as 2024-10-21; null for the undated API." }),
    deployments: t.field({
      type: [DeploymentInput],
      description: "The whole list in the old one's place, at most 256.",
    }),
    ...furtherSettingsFields(t),
    version: t.int({ description: "The version that the change is based on; a newer one is a conflict." }),
  }),
}, {
  description: "Changes where a provider is and what it is told (from the next publish), or its key (at once).",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    provider: await updateProvider(context, {
      id: decodeGlobalId("Provider", input.id, "id"),
      baseUrl: input.baseUrl,
      apiKey: input.apiKey,
      preset: input.preset,
      apiVersion: input.apiVersion,
      deployments: input.deployments,
      organization: input.organization,
      project: input.project,
      betas: input.betas,
      region: input.region,
      vertexProject: input.vertexProject,
      headers: input.headers,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The provider was changed.",
  outputFields: (t) => ({
    provider: t.field({
      type: ProviderNode,
      description: "The provider as it is now.",
      resolve: ({ provider }) => provider,
    }),
  }),
});

builder.relayMutationField("archiveProvider", {
  description: "Which provider to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The provider." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes a provider out of use and revokes its keys at once. Refused while a route of the draft names it.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    provider: await archiveProvider(context, {
      id: decodeGlobalId("Provider", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The provider is out of use.",
  outputFields: (t) => ({
    provider: t.field({
      type: ProviderNode,
      description: "The archived provider.",
      resolve: ({ provider }) => provider,
    }),
  }),
});
