import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { ConfigChangeType, ConfigWarningType } from "./config_change_schema.ts";
import { rollbackConfig } from "./rollback_config.ts";
import { RevisionNode } from "./schema.ts";

builder.relayMutationField("rollbackConfig", {
  description: "Which revision's content to bring back.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant." }),
    toRevision: t.int({ required: true, description: "The number of the revision whose content comes back." }),
    baseRevision: t.int({
      description: "The number of the revision that you looked at. Another one being current is a conflict.",
    }),
    message: t.string({
      description:
        "Why, for those who read the history; at most 500 characters. Default: which revision it goes back to.",
    }),
    force: t.boolean({
      description: "Goes on although keys are revoked for good, or a provider is left without any. Default false.",
    }),
    dryRun: t.boolean({ description: "Tells what would happen, and changes nothing. Default false." }),
  }),
}, {
  description:
    "Makes the draft what a revision said and publishes it as the next one. Revoked keys stay revoked, keys that came " +
    "since stay in use, unpublished changes are lost (`discarded`). What was erased cannot come back: a ValidationError " +
    "names it. Takes the right to make each of the changes by itself.",
  errors: {},
  complexity: 2_000,
  resolve: (_root, { input }, context) =>
    rollbackConfig(context, { ...input, tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId") }),
}, {
  description: "The content is back.",
  outputFields: (t) => ({
    revision: t.field({
      type: RevisionNode,
      nullable: true,
      description: "The revision that is current now.",
      resolve: ({ revision }) => revision,
    }),
    changed: t.boolean({
      description: "Whether a revision was made; false where gateways serve that content already, and of a dry run.",
      resolve: ({ changed }) => changed,
    }),
    changes: t.field({
      type: [ConfigChangeType],
      description: "What gateways are told anew.",
      resolve: ({ changes }) => changes,
    }),
    discarded: t.field({
      type: [ConfigChangeType],
      description: "The draft's unpublished changes, which are lost.",
      resolve: ({ discarded }) => discarded,
    }),
    warnings: t.field({
      type: [ConfigWarningType],
      description: "What should be looked after.",
      resolve: ({ warnings }) => warnings,
    }),
  }),
});
