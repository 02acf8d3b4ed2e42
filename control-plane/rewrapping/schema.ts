import type { Rewrapping } from "../../prisma/generated/client/client.ts";
import { builder } from "../graphql/builder.ts";
import type { MasterKeyUse } from "./master_key_usage.ts";
import { readMasterKeyUsage, readRewrapping, requestRewrapping } from "./rewrapping_service.ts";

const SealedKindEnum = builder.enumType("SealedKind", {
  description: "What is stored encrypted.",
  values: {
    PROVIDER_KEY: { value: "provider_key", description: "Keys of providers, revoked ones included." },
    WEBHOOK_SECRET: { value: "webhook_secret", description: "What webhooks are signed with." },
    REQUEST_BODY: { value: "request_body", description: "Captured prompts and answers." },
    CANARY: { value: "canary", description: "What proves at every start that the master keys are the right ones." },
  } as const,
});

const MasterKeyUsage = builder.objectRef<MasterKeyUse & { isCurrent: boolean }>("MasterKeyUsage").implement({
  description: "How much of one kind is encrypted under one master key.",
  fields: (t) => ({
    masterKeyId: t.exposeString("masterKeyId", { description: "The key's name in `PERPETUO_MASTER_KEYS`." }),
    kind: t.field({ type: SealedKindEnum, description: "What it is.", resolve: ({ kind }) => kind }),
    count: t.expose("count", { type: "BigInt", description: "How many." }),
    current: t.exposeBoolean("isCurrent", {
      description: "Whether the control plane that answers encrypts by this key now.",
    }),
  }),
});

const RewrappingStateEnum = builder.enumType("RewrappingState", {
  description: "How far everything has been wrapped by another master key.",
  values: {
    RUNNING: { description: "It is under way." },
    DONE: { description: "It is done: nothing is left under another key but what failed." },
  } as const,
});

const RewrappingType = builder.objectRef<Rewrapping>("Rewrapping").implement({
  description: "The wrapping of all that is stored encrypted by the current master key.",
  fields: (t) => ({
    masterKeyId: t.exposeString("masterKeyId", { description: "The master key that wraps." }),
    state: t.field({ type: RewrappingStateEnum, description: "How far it is.", resolve: ({ state }) => state }),
    total: t.expose("total", { type: "BigInt", description: "How many had another key when it was asked for." }),
    done: t.expose("done", {
      type: "BigInt",
      description: "How many have been wrapped; more than `total` where others came meanwhile.",
    }),
    failed: t.expose("failed", {
      type: "BigInt",
      description: "How many could not be opened, when it was done: their key is not at hand, or they were altered.",
    }),
    requestedAt: t.expose("requestedAt", { type: "DateTime", description: "When it was asked for." }),
    completedAt: t.expose("completedAt", { type: "DateTime", nullable: true, description: "When it was done." }),
  }),
});

/** It counts every row. */
const USAGE_COMPLEXITY = 2_000;

builder.queryField("masterKeyUsage", (t) =>
  t.field({
    type: [MasterKeyUsage],
    complexity: USAGE_COMPLEXITY,
    description: "How much is encrypted under which master key, for owners and administrators of the installation's " +
      "first tenant. A key may be taken out when it is not here any more.",
    resolve: (_root, _args, context) => readMasterKeyUsage(context),
  }));

builder.queryField("rewrapping", (t) =>
  t.field({
    type: RewrappingType,
    nullable: true,
    description: "The latest wrapping by another master key, for owners and administrators of the installation's " +
      "first tenant; null before the first one.",
    resolve: (_root, _args, context) => readRewrapping(context),
  }));

builder.relayMutationField("rewrapSecrets", {
  description: "Which master key to wrap by.",
  inputFields: (t) => ({
    masterKeyId: t.string({
      required: true,
      description: "The first key of `PERPETUO_MASTER_KEYS`; another one is refused, since nothing wraps by it.",
    }),
  }),
}, {
  description:
    "Wraps all that is stored encrypted by the current master key, in the background; `rewrapping` tells how " +
    "far it is. For owners and administrators of the installation's first tenant.",
  errors: {},
  resolve: async (_root, { input }, context) => ({ rewrapping: await requestRewrapping(context, input) }),
}, {
  description: "It is under way.",
  outputFields: (t) => ({
    rewrapping: t.field({
      type: RewrappingType,
      description: "The job as it is now.",
      resolve: ({ rewrapping }) => rewrapping,
    }),
  }),
});
