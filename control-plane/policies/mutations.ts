import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { LimitInput, limitOf } from "./limit_schema.ts";
import { archivePolicy, createPolicy, restorePolicy, updatePolicy } from "./policy_service.ts";
import { OnLimiterLossEnum, PolicyActionEnum, PolicyNode } from "./schema.ts";
import { PolicyScopeInput, scopeOf } from "./scope_schema.ts";

builder.relayMutationField("createPolicy", {
  description: "A new policy.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant that it belongs to." }),
    name: t.string({ required: true, description: "1 to 64 characters, unique within the tenant." }),
    scope: t.field({ type: PolicyScopeInput, required: true, description: "Whom it counts." }),
    limits: t.field({ type: [LimitInput], required: true, description: "What it allows them: 1 to 16 limits." }),
    action: t.field({ type: PolicyActionEnum, required: true, description: "What happens to what exceeds a limit." }),
    onLimiterLoss: t.field({
      type: OnLimiterLossEnum,
      required: true,
      description: "What happens while its counters cannot be known.",
    }),
    assumedOutputTokens: t.int({
      description:
        "The output tokens that are reserved for a request which names no maximum: 1 to 1,000,000; default 1,024.",
    }),
    warnAtPercent: t.intList({
      description:
        "Shares of its budgets at which a warning is sent: at most 10 of 1 to 100 percent; default 50, 80 and 100.",
    }),
  }),
}, {
  description: "Adds a policy to the draft. Gateways keep to it from the next publish. A tenant may have 200.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    policy: await createPolicy(context, {
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
      name: input.name,
      scope: scopeOf(input.scope),
      limits: input.limits.map(limitOf),
      action: input.action,
      onLimiterLoss: input.onLimiterLoss,
      assumedOutputTokens: input.assumedOutputTokens ?? undefined,
      warnAtPercent: input.warnAtPercent ?? undefined,
    }),
  }),
}, {
  description: "The policy was added.",
  outputFields: (t) => ({
    policy: t.field({ type: PolicyNode, description: "The new policy.", resolve: ({ policy }) => policy }),
  }),
});

builder.relayMutationField("updatePolicy", {
  description: "Changes to a policy; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The policy." }),
    name: t.string({ description: "1 to 64 characters, unique within the tenant." }),
    scope: t.field({
      type: PolicyScopeInput,
      description: "Whom it counts. Another scope begins with empty counters.",
    }),
    limits: t.field({ type: [LimitInput], description: "The whole list in the old one's place: 1 to 16 limits." }),
    action: t.field({ type: PolicyActionEnum, description: "What happens to what exceeds a limit." }),
    onLimiterLoss: t.field({
      type: OnLimiterLossEnum,
      description: "What happens while its counters cannot be known.",
    }),
    assumedOutputTokens: t.int({
      description: "The output tokens that are reserved for a request which names no maximum: 1 to 1,000,000.",
    }),
    warnAtPercent: t.intList({
      description: "The whole list in the old one's place: at most 10 of 1 to 100 percent. It takes effect at once.",
    }),
    version: t.int({ description: "The version that the change is based on; a newer one is a conflict." }),
  }),
}, {
  description: "Changes a policy of the draft. Gateways know of it from the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    policy: await updatePolicy(context, {
      id: decodeGlobalId("Policy", input.id, "id"),
      name: input.name ?? undefined,
      scope: input.scope == null ? undefined : scopeOf(input.scope),
      limits: input.limits?.map(limitOf),
      action: input.action ?? undefined,
      onLimiterLoss: input.onLimiterLoss ?? undefined,
      assumedOutputTokens: input.assumedOutputTokens ?? undefined,
      warnAtPercent: input.warnAtPercent ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The policy was changed.",
  outputFields: (t) => ({
    policy: t.field({ type: PolicyNode, description: "The policy as it is now.", resolve: ({ policy }) => policy }),
  }),
});

builder.relayMutationField("archivePolicy", {
  description: "Which policy to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The policy." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes a policy out of the draft. Gateways keep to it until the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    policy: await archivePolicy(context, {
      id: decodeGlobalId("Policy", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The policy is out of use.",
  outputFields: (t) => ({
    policy: t.field({ type: PolicyNode, description: "The archived policy.", resolve: ({ policy }) => policy }),
  }),
});

builder.relayMutationField("restorePolicy", {
  description: "Which policy to take back into use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The policy." }),
    name: t.string({ description: "Another name for it; left out: the one that it had, which must be free." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes an archived policy back into the draft. Whom it counts must be in use.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    policy: await restorePolicy(context, {
      id: decodeGlobalId("Policy", input.id, "id"),
      name: input.name ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The policy is in use again.",
  outputFields: (t) => ({
    policy: t.field({ type: PolicyNode, description: "The restored policy.", resolve: ({ policy }) => policy }),
  }),
});
