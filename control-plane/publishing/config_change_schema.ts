import type { ConfigAspect, ConfigChange, ConfigSubject } from "../../shared/configuration/config_change.ts";
import { builder } from "../graphql/builder.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import type { ConfigWarning } from "./config_warning.ts";

const ConfigChangeKindEnum = builder.enumType("ConfigChangeKind", {
  description: "What happened: to an object as a whole (aspect OBJECT), or to a part of it.",
  values: {
    ADDED: { value: "added", description: "It is new." },
    REMOVED: { value: "removed", description: "It is gone." },
    RENAMED: { value: "renamed", description: "It has another name." },
    MOVED: {
      value: "moved",
      description: "It is in another place: `before` and `after` are JSON pointers, or orders.",
    },
    REPLACED: { value: "replaced", description: "A node of another type is in its place." },
    CHANGED: { value: "changed", description: "It has another value." },
  } as const,
});

const ConfigSubjectTypeEnum = builder.enumType("ConfigSubjectType", {
  description: "What kind of object a change is about.",
  values: {
    TENANT: { value: "tenant", description: "The tenant itself." },
    PROJECT: { value: "project", description: "A project." },
    ROUTE: { value: "route", description: "A route." },
    POLICY: { value: "policy", description: "A policy." },
    PROVIDER: { value: "provider", description: "A provider, its keys' weights included." },
    PRICE: { value: "price", description: "A price of the tenant's own." },
  } as const,
});

/** What each aspect is called and means; the type makes sure that none is left out. */
const ASPECTS: Record<ConfigAspect, string> = {
  object: "The object as a whole.",
  name: "Its name.",
  time_zone: "The tenant's time zone.",
  price_book: "The price list that costs are reckoned with, which comes with the version of the software.",
  allow_direct_models: "Whether a project's requests may address `provider/model`.",
  capture: "A project's capture of prompts and answers.",
  project: "The project that a route belongs to.",
  aliases: "Further names of a route.",
  cache: "How long a route's answers are kept.",
  node: "A node of a route's tree.",
  target: "Which provider and model a target is.",
  weight: "A share of the requests: of a split's child, or of a provider's key.",
  condition: "What a node of a route's tree decides by.",
  sticky_by: "What a split keeps together.",
  error_classes: "What a fallback is for.",
  timeouts: "A target's timeouts.",
  overrides: "What a target sets in requests.",
  retries: "How often a target is tried again.",
  slow_stream: "The slowest stream that a target may send.",
  scope: "Whom a policy counts.",
  limit: "A policy's limit.",
  limit_order: "The order of a policy's limits.",
  action: "What happens to what exceeds a policy's limit.",
  on_limiter_loss: "What happens while a policy's counters are unknown.",
  assumed_output_tokens: "What a policy reserves for a request that names no maximum.",
  warn_at_percent: "The shares of a policy's budgets at which a warning is sent; no part of a revision.",
  provider_kind: "What a provider speaks.",
  base_url: "Where a provider is.",
  settings: "What a provider is told beside.",
  key: "A provider's key.",
  rates: "A price of tokens.",
  tier_multipliers: "A price's multipliers by service tier.",
};

const aspectValues = Object.fromEntries(
  Object.entries(ASPECTS).map(([value, description]) => [value.toUpperCase(), { value, description }]),
) as Record<Uppercase<ConfigAspect>, { value: ConfigAspect; description: string }>;

const ConfigAspectEnum = builder.enumType("ConfigAspect", {
  description: "Which part of an object changed.",
  values: aspectValues,
});

export const ConfigSubjectType = builder.objectRef<ConfigSubject>("ConfigSubject").implement({
  description: "The object that a change is about, which may be gone.",
  fields: (t) => ({
    type: t.field({ type: ConfigSubjectTypeEnum, description: "What kind of object.", resolve: ({ type }) => type }),
    id: t.id({
      nullable: true,
      description: "Its global id; null for a price, which is told by its name.",
      resolve: ({ type, id }) => id === null || type === "price" ? null : encodeGlobalId(NODE_TYPES[type], id),
    }),
    name: t.exposeString("name", { description: "Its name after the change, or before it where it is gone." }),
    project: t.exposeString("project", { nullable: true, description: "The name of a route's project." }),
  }),
});

const NODE_TYPES = {
  tenant: "Tenant",
  project: "Project",
  route: "Route",
  policy: "Policy",
  provider: "Provider",
} as const;

export const ConfigChangeType = builder.objectRef<ConfigChange>("ConfigChange").implement({
  description: "One difference between two configurations.",
  fields: (t) => ({
    kind: t.field({ type: ConfigChangeKindEnum, description: "What happened.", resolve: ({ kind }) => kind }),
    subject: t.field({
      type: ConfigSubjectType,
      description: "The object that it is about.",
      resolve: ({ subject }) => subject,
    }),
    aspect: t.field({ type: ConfigAspectEnum, description: "Which part of it.", resolve: ({ aspect }) => aspect }),
    path: t.exposeString("path", {
      description:
        "A JSON pointer into the object as revisions have it: as it is after the change; of what was removed from a list, " +
        "as it was before. Empty for the object as a whole.",
    }),
    before: t.expose("before", { type: "JSON", nullable: true, description: "The value before; null for none." }),
    after: t.expose("after", { type: "JSON", nullable: true, description: "The value after; null for none." }),
    sentence: t.exposeString("sentence", { description: "The change in words for people." }),
  }),
});

const ConfigWarningCodeEnum = builder.enumType("ConfigWarningCode", {
  description: "What comes with a change and is no part of the configuration itself.",
  values: {
    KEYS_LOST: {
      value: "keys_lost",
      description: "A project or provider goes out of use: its keys are revoked for good.",
    },
    PROVIDER_WITHOUT_KEYS: {
      value: "provider_without_keys",
      description: "A provider has no key in use: requests to it fail until it is given one.",
    },
    PROJECT_WITHOUT_KEYS: {
      value: "project_without_keys",
      description: "A project comes back into use, but its API keys stay revoked.",
    },
    POLICY_LEFT_OUT: {
      value: "policy_left_out",
      description: "A policy is for an API key that is revoked: gateways are not told of it.",
    },
  } as const,
});

export const ConfigWarningType = builder.objectRef<ConfigWarning>("ConfigWarning").implement({
  description: "Something that comes with a change of a configuration and that should be looked after.",
  fields: (t) => ({
    code: t.field({ type: ConfigWarningCodeEnum, description: "What it is.", resolve: ({ code }) => code }),
    subject: t.field({
      type: ConfigSubjectType,
      description: "The object that it is about.",
      resolve: ({ subject }) => subject,
    }),
    sentence: t.exposeString("sentence", { description: "The warning in words for people." }),
  }),
});
