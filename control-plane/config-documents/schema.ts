import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { ConfigChangeType, ConfigWarningType } from "../publishing/config_change_schema.ts";
import { RevisionNode } from "../publishing/schema.ts";
import { applyConfig } from "./apply_config.ts";
import { exportConfig } from "./export_config.ts";

const DocumentFormatEnum = builder.enumType("ConfigDocumentFormat", {
  description: "How a document is written.",
  values: {
    YAML: { value: "yaml", description: "YAML, which people like better." },
    JSON: { value: "json", description: "JSON." },
  } as const,
});

builder.queryField("exportConfig", (t) =>
  t.string({
    complexity: 500,
    description:
      "A tenant's configuration as a document's text: names and no ids, no secrets; see docs/config_as_code.md.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      version: t.arg({
        type: "ConfigVersion",
        required: true,
        defaultValue: "DRAFT",
        description: "Which state of it.",
      }),
      format: t.arg({
        type: DocumentFormatEnum,
        required: true,
        defaultValue: "yaml",
        description: "How it is written.",
      }),
    },
    resolve: (_root, { tenantId, version, format }, context) =>
      exportConfig(context, { tenantId: decodeGlobalId("Tenant", String(tenantId), "tenantId"), version, format }),
  }));

const SecretVariable = builder.inputType("SecretVariable", {
  description: "The value of a variable that a document takes a provider's key from.",
  fields: (t) => ({
    name: t.string({ required: true, description: "The variable, as `apiKeyFrom: { env }` names it." }),
    value: t.string({ required: true, description: "The key: encrypted before it is stored, never returned." }),
  }),
});

builder.relayMutationField("applyConfig", {
  description: "A document to make the draft of.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant." }),
    document: t.string({
      required: true,
      description: "The document's text, YAML or JSON; at most 1,000,000 characters.",
    }),
    secrets: t.field({
      type: [SecretVariable],
      description:
        "Values of variables that the document takes keys from. One that is not a key of its provider yet takes the place " +
        "of all its keys, at once. Those that do not come along leave keys as they are.",
    }),
    dryRun: t.boolean({
      description: "Tells what would change, and changes nothing; takes no more than the right to read. Default false.",
    }),
    prune: t.boolean({
      description:
        "Takes out of use what the document's sections do not name; sections that are left out stay. Default false.",
    }),
    publish: t.boolean({ description: "Publishes the draft then. Default false." }),
    baseRevision: t.int({
      description:
        "The number of the revision that you looked at, 0 for none. Another one being current is a conflict.",
    }),
    message: t.string({ description: "Why it is published; at most 500 characters." }),
  }),
}, {
  description:
    "Makes the draft what a document says: all of it, or nothing where anything is wrong. Applying it again changes " +
    "nothing. Takes the right to make each of the changes by itself.",
  errors: {},
  complexity: 2_000,
  resolve: (_root, { input }, context) =>
    applyConfig(context, { ...input, tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId") }),
}, {
  description: "The draft is what the document says, or would be.",
  outputFields: (t) => ({
    changes: t.field({
      type: [ConfigChangeType],
      description: "What the document changes of the draft; of a dry run, would change.",
      resolve: ({ changes }) => changes,
    }),
    warnings: t.field({
      type: [ConfigWarningType],
      description: "What should be looked after.",
      resolve: ({ warnings }) => warnings,
    }),
    changed: t.boolean({
      description: "Whether the draft was changed; false where it was so already, and of a dry run.",
      resolve: ({ changed }) => changed,
    }),
    published: t.boolean({ description: "Whether a revision was made.", resolve: ({ published }) => published }),
    revision: t.field({
      type: RevisionNode,
      nullable: true,
      description: "The revision that is current now; null before the first.",
      resolve: ({ revision }) => revision,
    }),
  }),
});
