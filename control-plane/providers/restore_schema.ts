import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { restoreProvider } from "./restore_provider.ts";
import { ProviderNode } from "./schema.ts";

builder.relayMutationField("restoreProvider", {
  description: "Which provider to take back into use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The provider." }),
    name: t.string({ description: "Another name for it; left out: the one that it had, which must be free." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes an archived provider back into use. Its keys stay revoked: it needs new ones before it answers.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    provider: await restoreProvider(context, {
      id: decodeGlobalId("Provider", input.id, "id"),
      name: input.name ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The provider is in use again.",
  outputFields: (t) => ({
    provider: t.field({
      type: ProviderNode,
      description: "The restored provider.",
      resolve: ({ provider }) => provider,
    }),
  }),
});
