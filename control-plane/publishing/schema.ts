import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Person } from "../members/schema.ts";
import { draftDiffers } from "./draft_differs.ts";
import { publishConfig } from "./publish_config.ts";
import { readCurrentRevision } from "./publish_draft.ts";

export const RevisionNode = builder.prismaNode("Revision", {
  description: "A published configuration of a tenant: immutable, numbered, named by the hash of its content.",
  id: { field: "id" },
  authScopes: (revision) => ({ can: { action: "config.read", tenantId: revision.tenantId } }),
  fields: (t) => ({
    number: t.exposeInt("number", { description: "1, 2, 3, … within the tenant." }),
    hash: t.exposeString("hash", {
      description: "SHA-256 of the content, 64 hexadecimal digits; equal drafts have equal hashes.",
    }),
    message: t.exposeString("message", { nullable: true, description: "Why it was published." }),
    document: t.expose("document", {
      type: "JSON",
      description: "The content: projects, routes, policies, providers and prices. No secret is part of it.",
    }),
    publishedAt: t.expose("publishedAt", { type: "DateTime", description: "When it was published." }),
    publishedBy: t.field({
      type: Person,
      nullable: true,
      description: "Who published it; null when a service account or the installation did, or the account is gone.",
      select: { publishedBy: { select: { name: true, email: true } } },
      resolve: ({ publishedBy }) => publishedBy,
    }),
    publishedByServiceAccount: t.relation("publishedByServiceAccount", {
      nullable: true,
      description: "The service account that published it, if one did.",
    }),
    tenant: t.relation("tenant", { description: "Whose it is." }),
  }),
});

builder.prismaObjectFields("Tenant", (t) => ({
  revisions: t.relatedConnection("revisions", {
    cursor: "id",
    description: "What was published, the newest first.",
    query: { orderBy: { number: "desc" } },
    authScopes: (tenant) => ({ can: { action: "config.read", tenantId: tenant.id } }),
  }),
  currentRevision: t.field({
    type: RevisionNode,
    nullable: true,
    description: "What gateways serve now; null before the first publish.",
    authScopes: (tenant) => ({ can: { action: "config.read", tenantId: tenant.id } }),
    resolve: (tenant, _args, { dependencies }) => readCurrentRevision(dependencies.db, tenant.id),
  }),
  draftDiffers: t.boolean({
    description: "Whether the draft differs from what gateways serve, so that publishing makes a revision.",
    authScopes: (tenant) => ({ can: { action: "config.read", tenantId: tenant.id } }),
    resolve: (tenant, _args, { dependencies }) => draftDiffers(dependencies.db, tenant.id),
  }),
}));

builder.relayMutationField("publishConfig", {
  description: "Which draft to publish.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant whose draft it is." }),
    message: t.string({ description: "Why, for those who read the history; at most 500 characters." }),
    baseRevision: t.int({
      description:
        "The number of the revision that you looked at, 0 for none. Another one being current is a conflict.",
    }),
  }),
}, {
  description:
    "Publishes a tenant's draft as its next revision. Gateways serve it within a second. A draft that equals " +
    "the current revision makes no new one.",
  errors: {},
  resolve: (_root, { input }, context) =>
    publishConfig(context, {
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
      message: input.message,
      baseRevision: input.baseRevision,
    }),
}, {
  description: "The draft is published.",
  outputFields: (t) => ({
    revision: t.field({
      type: RevisionNode,
      description: "The revision that is current now.",
      resolve: ({ revision }) => revision,
    }),
    changed: t.boolean({
      description: "Whether a revision was made; false when the draft equalled the current one, which is returned.",
      resolve: ({ changed }) => changed,
    }),
  }),
});
