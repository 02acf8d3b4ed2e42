import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { archivePrice, createPrice, restorePrice, updatePrice } from "./price_service.ts";
import { PriceNode } from "./schema.ts";

const TierMultiplierInput = builder.inputType("TierMultiplierInput", {
  description: "What the whole price is multiplied by in a service tier.",
  fields: (t) => ({
    tier: t.string({ required: true, description: "The tier as the provider calls it; at most 32 characters." }),
    multiplier: t.field({ type: "Decimal", required: true, description: "0 to 100, with at most 6 decimals." }),
  }),
});

const RATE = "US dollars for a million tokens: 0 to 1,000,000, with at most 6 decimals.";
const VERSION = "The version that the change is based on; another one is a conflict.";

builder.relayMutationField("createPrice", {
  description: "A new price.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant that it belongs to." }),
    provider: t.string({ description: "The name of the provider that it is for; left out: of every provider." }),
    model: t.string({ required: true, description: "The model's whole name, 1 to 256 characters, without `*`." }),
    inputPerMillionUsd: t.field({ type: "Decimal", description: `Input: ${RATE}` }),
    outputPerMillionUsd: t.field({ type: "Decimal", description: `Output: ${RATE}` }),
    cacheReadPerMillionUsd: t.field({
      type: "Decimal",
      description: `Input read from a cache, left out: as other input. ${RATE}`,
    }),
    cacheWritePerMillionUsd: t.field({
      type: "Decimal",
      description: `Input written to a cache, left out: as other input. ${RATE}`,
    }),
    tierMultipliers: t.field({
      type: [TierMultiplierInput],
      description: "Multipliers by service tier, at most 16. Alone they change the price list's tiers.",
    }),
  }),
}, {
  description: "Gives a model a price of the tenant's own. Gateways reckon with it from the next publish. 500 at most.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    price: await createPrice(context, { ...input, tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId") }),
  }),
}, {
  description: "The price was added.",
  outputFields: (t) => ({
    price: t.field({ type: PriceNode, description: "The new price.", resolve: ({ price }) => price }),
  }),
});

builder.relayMutationField("updatePrice", {
  description: "Changes to a price; what is left out stays, null takes it away.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The price." }),
    inputPerMillionUsd: t.field({ type: "Decimal", description: `Input: ${RATE}` }),
    outputPerMillionUsd: t.field({ type: "Decimal", description: `Output: ${RATE}` }),
    cacheReadPerMillionUsd: t.field({ type: "Decimal", description: `Input read from a cache: ${RATE}` }),
    cacheWritePerMillionUsd: t.field({ type: "Decimal", description: `Input written to a cache: ${RATE}` }),
    tierMultipliers: t.field({
      type: [TierMultiplierInput],
      description: "The whole list in the old one's place, at most 16.",
    }),
    version: t.int({ description: VERSION }),
  }),
}, {
  description: "Changes what a model costs. Gateways know of it from the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    price: await updatePrice(context, {
      ...input,
      id: decodeGlobalId("Price", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The price was changed.",
  outputFields: (t) => ({
    price: t.field({ type: PriceNode, description: "The price as it is now.", resolve: ({ price }) => price }),
  }),
});

builder.relayMutationField("archivePrice", {
  description: "Which price to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The price." }),
    version: t.int({ description: VERSION }),
  }),
}, {
  description: "Takes a price out of the draft. From the next publish the price list's holds again.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    price: await archivePrice(context, {
      id: decodeGlobalId("Price", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The price is out of use.",
  outputFields: (t) => ({
    price: t.field({ type: PriceNode, description: "The archived price.", resolve: ({ price }) => price }),
  }),
});

builder.relayMutationField("restorePrice", {
  description: "Which price to take back into use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The price." }),
    version: t.int({ description: VERSION }),
  }),
}, {
  description: "Takes an archived price back into the draft. Another one for the same model is a conflict.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    price: await restorePrice(context, {
      id: decodeGlobalId("Price", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The price is in use again.",
  outputFields: (t) => ({
    price: t.field({ type: PriceNode, description: "The restored price.", resolve: ({ price }) => price }),
  }),
});
