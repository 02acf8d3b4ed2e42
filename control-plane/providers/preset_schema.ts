import { PROVIDER_PRESETS, type ProviderPreset } from "../../shared/contracts/provider_preset.ts";
import { builder } from "../graphql/builder.ts";
import { DialectEnum } from "../logs/record_types.ts";

const ProviderPresetType = builder.objectRef<ProviderPreset & { id: string }>("ProviderPreset").implement({
  description: "What is known of a server that speaks OpenAI's protocol.",
  fields: (t) => ({
    id: t.exposeString("id", {
      description: "What a provider's `preset` names it by: a word, no global id; never changes.",
    }),
    name: t.exposeString("name", { description: "What people call it." }),
    baseUrl: t.exposeString("baseUrl", { description: "Where it is, unless a provider says otherwise." }),
    apiKeyRequired: t.boolean({
      description: "Whether it asks for a key.",
      resolve: ({ apiKey }) => apiKey === "required",
    }),
    speaks: t.field({
      type: [DialectEnum],
      description: "The APIs that it speaks itself: requests of these reach it as they were sent.",
      resolve: ({ speaks }) => ["openai_chat" as const, ...speaks],
    }),
  }),
});

builder.queryField("providerPresets", (t) =>
  t.field({
    type: [ProviderPresetType],
    description: "The well-known servers that speak OpenAI's protocol.",
    authScopes: { can: { action: "provider_preset.read", tenantId: null } },
    resolve: () => Object.entries(PROVIDER_PRESETS).map(([id, preset]) => ({ id, ...preset })),
  }));
