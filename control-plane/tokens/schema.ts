import { userIdOf } from "../authorization/actor.ts";
import { SCOPES } from "../authorization/actions.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { rotatePersonalAccessToken } from "./rotate_token.ts";
import { createPersonalAccessToken, revokePersonalAccessToken } from "./token_service.ts";

export const PersonalAccessTokenNode = builder.prismaNode("PersonalAccessToken", {
  description: "A token that lets a program act as you within its scopes. Its secret is shown once, when it is made.",
  id: { field: "id" },
  // Nobody but their owner: `node(id)` of someone else's finds nothing.
  findUnique: (id, { actor }) => ({ id, userId: userIdOf(actor) }),
  authScopes: { can: { action: "token.read", tenantId: null } },
  fields: (t) => ({
    tokenId: t.exposeString("tokenId", { description: "The public part of the token, `ppt_<tokenId>_…`." }),
    name: t.exposeString("name", { description: "What it is for." }),
    scopes: t.exposeStringList("scopes", { description: "What it may do; `*` stands for everything that you may." }),
    tenantIds: t.idList({
      description: "The tenants that it is limited to; empty: all that you belong to.",
      resolve: ({ tenantIds }) => tenantIds.map((id) => encodeGlobalId("Tenant", id)),
    }),
    expiresAt: t.expose("expiresAt", { type: "DateTime", nullable: true, description: "When it ends; null: never." }),
    previousSecretUntil: t.expose("previousUntil", {
      type: "DateTime",
      nullable: true,
      description: "Until when the secret before the last rotation holds too; null when none does.",
    }),
    lastUsedAt: t.expose("lastUsedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was last used, to about a minute; null: never.",
    }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", nullable: true, description: "When it was revoked." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
  }),
});

builder.relayMutationField("createPersonalAccessToken", {
  description: "A new token.",
  inputFields: (t) => ({
    name: t.string({ required: true, description: "What it is for; 1 to 64 characters." }),
    scopes: t.stringList({
      required: true,
      description: `What it may do: \`*\` for everything, or of ${SCOPES.join(", ")}.`,
    }),
    expiresAt: t.field({
      type: "DateTime",
      description: "When it ends; left out: never, where the installation allows that.",
    }),
    tenantIds: t.idList({ description: "The tenants that it is limited to; left out: all that you belong to." }),
  }),
}, {
  description: "Makes a token for automation. A token can make none that may more than itself.",
  errors: {},
  resolve: (_root, { input }, context) =>
    createPersonalAccessToken(context, {
      ...input,
      tenantIds: input.tenantIds?.map((id, index) => decodeGlobalId("Tenant", id, ["tenantIds", String(index)])),
    }),
}, {
  description: "The token was made.",
  outputFields: (t) => ({
    personalAccessToken: t.field({
      type: PersonalAccessTokenNode,
      description: "The new token.",
      resolve: ({ personalAccessToken }) => personalAccessToken,
    }),
    secret: t.string({
      description: "The whole token, `ppt_…`, this once: only its SHA-256 is kept.",
      resolve: ({ secret }) => secret,
    }),
  }),
});

builder.relayMutationField("rotatePersonalAccessToken", {
  description: "Which token is given a new secret.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The token." }),
    graceHours: t.int({
      description: "How long the secret before holds too; 24 by default, 168 at most, 0 not at all.",
    }),
    expiresAt: t.field({
      type: "DateTime",
      description: "When it ends from now on; left out: as before; null: never.",
    }),
  }),
}, {
  description: "Gives one of your tokens a new secret; its id, scopes and tenants stay. Both secrets hold for a while.",
  errors: {},
  resolve: (_root, { input }, context) =>
    rotatePersonalAccessToken(context, {
      id: decodeGlobalId("PersonalAccessToken", input.id, "id"),
      graceHours: input.graceHours ?? undefined,
      expiresAt: input.expiresAt,
    }),
}, {
  description: "The token has a new secret.",
  outputFields: (t) => ({
    personalAccessToken: t.field({
      type: PersonalAccessTokenNode,
      description: "The token as it is now.",
      resolve: ({ personalAccessToken }) => personalAccessToken,
    }),
    secret: t.string({ description: "The whole new token, `ppt_…`, this once.", resolve: ({ secret }) => secret }),
  }),
});

builder.relayMutationField("revokePersonalAccessToken", {
  description: "Which token to take out of use.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The token." }) }),
}, {
  description: "Takes one of your tokens out of use for good.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    personalAccessToken: await revokePersonalAccessToken(context, {
      id: decodeGlobalId("PersonalAccessToken", input.id, "id"),
    }),
  }),
}, {
  description: "The token is out of use.",
  outputFields: (t) => ({
    personalAccessToken: t.field({
      type: PersonalAccessTokenNode,
      description: "The revoked token.",
      resolve: ({ personalAccessToken }) => personalAccessToken,
    }),
  }),
});
