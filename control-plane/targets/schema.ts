import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { ProviderKeyNode } from "../providers/key_schema.ts";
import { type CoolingKey, readTargetHealth, type TargetHealth, type TroubledTarget } from "./target_health.ts";

const CircuitStateEnum = builder.enumType("CircuitState", {
  description: "Whether gateways call a target.",
  values: {
    OPEN: { value: "open", description: "They leave it alone." },
    HALF_OPEN: { value: "half_open", description: "Its time is over; the next request tries it." },
    CLOSED: { value: "closed", description: "A try was answered: it is called again." },
  } as const,
});

export const TroubledTargetType = builder.objectRef<TroubledTarget>("TroubledTarget").implement({
  description: "A model of a provider that a gateway has found failing, as the latest of them told it.",
  fields: (t) => ({
    provider: t.exposeString("provider", { description: "The provider's name." }),
    model: t.exposeString("model", { description: "The model's name at the provider." }),
    state: t.expose("state", { type: CircuitStateEnum, description: "Whether it is called." }),
    errorClass: t.exposeString("errorClass", {
      description: "What kind of failure it was last, as fallbacks name it.",
    }),
    attempts: t.exposeInt("attempts", {
      description: "How many calls were counted when it opened; 1 when a try failed.",
    }),
    failures: t.exposeInt("failures", { description: "How many of them failed." }),
    since: t.expose("since", { type: "DateTime", description: "Since when it has not been well." }),
    until: t.expose("until", {
      type: "DateTime",
      nullable: true,
      description: "From when on it may be tried; null when it is closed.",
    }),
    reportedAt: t.expose("reportedAt", { type: "DateTime", description: "When the gateway told so." }),
    gateway: t.exposeString("instance", { description: "The gateway that told so." }),
  }),
});

export const CoolingKeyType = builder.objectRef<CoolingKey>("CoolingProviderKey").implement({
  description: "A provider's key that gateways pass over while there is another.",
  fields: (t) => ({
    provider: t.exposeString("provider", { description: "The provider's name." }),
    key: t.field({
      type: ProviderKeyNode,
      nullable: true,
      description: "The key, without the key itself; null when it is gone.",
      resolve: ({ key }) => key,
    }),
    credentialId: t.exposeString("keyId", { description: "Its id as request records tell it." }),
    model: t.exposeString("model", { nullable: true, description: "The model whose limit it met; null: any." }),
    errorClass: t.exposeString("errorClass", {
      description:
        "Why: `rate_limited` (a limit, or a quota that is spent) or `authentication` (the provider refuses it).",
    }),
    until: t.expose("until", { type: "DateTime", description: "Until when it is passed over." }),
    gateway: t.exposeString("instance", { description: "The gateway that told so." }),
  }),
});

const TargetHealthType = builder.objectRef<TargetHealth>("TargetHealth").implement({
  description: "What of a tenant's targets and keys is in trouble, as gateways tell each other.",
  fields: (t) => ({
    targets: t.expose("targets", {
      type: [TroubledTargetType],
      description: "Targets in trouble, and those that were within the last ten minutes; the latest news first.",
    }),
    coolingKeys: t.expose("coolingKeys", {
      type: [CoolingKeyType],
      description: "Keys that are passed over for more than a second.",
    }),
  }),
});

builder.queryField("targetHealth", (t) =>
  t.field({
    type: TargetHealthType,
    description: "The targets of a tenant that are in trouble now.",
    args: { tenantId: t.arg.id({ required: true, description: "The tenant." }) },
    resolve: (_root, args, context) =>
      readTargetHealth(context, { tenantId: decodeGlobalId("Tenant", args.tenantId, "tenantId") }),
  }));
