import { builder } from "../graphql/builder.ts";
import { Versioned } from "../graphql/versioned.ts";
import { RoleEnum } from "../tenants/schema.ts";

export const ServiceAccountNode = builder.prismaNode("ServiceAccount", {
  description: "An actor of a tenant without a person behind it, such as a pipeline that publishes.",
  id: { field: "id" },
  interfaces: [Versioned],
  // Itself it may see by the scope of whoever asks who they are.
  authScopes: (account, { actor }) => ({
    can: actor.kind === "service_account" && actor.serviceAccountId === account.id
      ? { action: "viewer.read", tenantId: null }
      : { action: "service_account.read", tenantId: account.tenantId },
  }),
  fields: (t) => ({
    name: t.exposeString("name", { description: "What it is for." }),
    role: t.expose("role", { type: RoleEnum, description: "What it may do in its tenant; never `OWNER`." }),
    tenant: t.relation("tenant", { description: "The one tenant that it acts in." }),
    tokens: t.relatedConnection("tokens", {
      cursor: "id",
      description: "What it acts by, the newest first.",
      args: { includeRevoked: t.arg.boolean({ description: "Also those revoked.", defaultValue: false }) },
      query: ({ includeRevoked }) => ({ where: includeRevoked ? {} : { revokedAt: null }, orderBy: { id: "desc" } }),
      authScopes: (account) => ({ can: { action: "service_account_token.read", tenantId: account.tenantId } }),
    }),
  }),
});

export const ServiceAccountTokenNode = builder.prismaNode("ServiceAccountToken", {
  description: "A token that a program acts by as a service account. Its secret is shown once.",
  id: { field: "id" },
  authScopes: (token) => ({ can: { action: "service_account_token.read", tenantId: token.tenantId } }),
  fields: (t) => ({
    tokenId: t.exposeString("tokenId", { description: "The public part of the token, `ppt_<tokenId>_…`." }),
    name: t.exposeString("name", { description: "What it is for." }),
    scopes: t.exposeStringList("scopes", { description: "What it may do; `*` stands for all that its role may." }),
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
    serviceAccount: t.relation("serviceAccount", { description: "Whom it acts as." }),
  }),
});

builder.prismaObjectFields("Tenant", (t) => ({
  serviceAccounts: t.relatedConnection("serviceAccounts", {
    cursor: "id",
    description: "Its actors without a person, the oldest first.",
    args: { includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }) },
    query: ({ includeArchived }) => ({ where: includeArchived ? {} : { archivedAt: null }, orderBy: { id: "asc" } }),
    authScopes: (tenant) => ({ can: { action: "service_account.read", tenantId: tenant.id } }),
  }),
}));
