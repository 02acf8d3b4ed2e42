import { SCOPES } from "../authorization/actions.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { ServiceAccountTokenNode } from "./schema.ts";
import {
  createServiceAccountToken,
  revokeServiceAccountToken,
  rotateServiceAccountToken,
} from "./service_account_token_service.ts";

builder.relayMutationField("createServiceAccountToken", {
  description: "A new token of a service account.",
  inputFields: (t) => ({
    serviceAccountId: t.id({ required: true, description: "Whom it acts as." }),
    name: t.string({ required: true, description: "What it is for; 1 to 64 characters." }),
    scopes: t.stringList({
      required: true,
      description: `What it may do: \`*\` for all that its role may, or of ${SCOPES.join(", ")}.`,
    }),
    expiresAt: t.field({
      type: "DateTime",
      description: "When it ends; left out: never, where the installation allows that.",
    }),
  }),
}, {
  description:
    "Makes a token of a service account, which may have 20. A token can make none that may more than itself.",
  errors: {},
  resolve: (_root, { input }, context) =>
    createServiceAccountToken(context, {
      ...input,
      serviceAccountId: decodeGlobalId("ServiceAccount", input.serviceAccountId, "serviceAccountId"),
    }),
}, {
  description: "The token was made.",
  outputFields: (t) => ({
    serviceAccountToken: t.field({
      type: ServiceAccountTokenNode,
      description: "The new token.",
      resolve: ({ token }) => token,
    }),
    secret: t.string({
      description: "The whole token, `ppt_…`, this once: only its SHA-256 is kept.",
      resolve: ({ secret }) => secret,
    }),
  }),
});

builder.relayMutationField("rotateServiceAccountToken", {
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
  description: "Gives a token a new secret; its id and scopes stay. Both secrets hold for a while.",
  errors: {},
  resolve: (_root, { input }, context) =>
    rotateServiceAccountToken(context, {
      id: decodeGlobalId("ServiceAccountToken", input.id, "id"),
      graceHours: input.graceHours ?? undefined,
      expiresAt: input.expiresAt,
    }),
}, {
  description: "The token has a new secret.",
  outputFields: (t) => ({
    serviceAccountToken: t.field({
      type: ServiceAccountTokenNode,
      description: "The token as it is now.",
      resolve: ({ token }) => token,
    }),
    secret: t.string({ description: "The whole new token, `ppt_…`, this once.", resolve: ({ secret }) => secret }),
  }),
});

builder.relayMutationField("revokeServiceAccountToken", {
  description: "Which token to take out of use.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The token." }) }),
}, {
  description: "Takes a token of a service account out of use for good.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    token: await revokeServiceAccountToken(context, { id: decodeGlobalId("ServiceAccountToken", input.id, "id") }),
  }),
}, {
  description: "The token is out of use.",
  outputFields: (t) => ({
    serviceAccountToken: t.field({
      type: ServiceAccountTokenNode,
      description: "The revoked token.",
      resolve: ({ token }) => token,
    }),
  }),
});
