import type { Role } from "../../prisma/generated/client/enums.ts";
import type { Action } from "../authorization/actions.ts";
import { MOCK_TREE, type OperationWorld, TENANT_POLICY } from "./operation_world.ts";

/**
 * One operation of the API and how to try it: `refusals_test.ts` lets everybody try, who may and who may not, and fails for
 * any field of Query, Mutation and Subscription, any node type and any connection that has no row here. Mutations are looked for
 * on the audit trail too. `docs/authorization.md` is printed from the rows.
 */
export interface OperationRow {
  /** `Mutation.createProject`, `Query.viewer`, `Node.Project` or, for a connection, `Tenant.projects`. */
  operation: string;
  /** The row of the authorization table that guards it. */
  action: Action;
  /** The document, and its variables for an object of the world's tenant. */
  attempt(world: OperationWorld): Promise<Attempt> | Attempt;
  /**
   * Someone who is not concerned: `NOT_FOUND` (default) for another tenant's or another person's object; `allowed` where
   * everyone acts on what is their own.
   */
  stranger?: "NOT_FOUND" | "allowed";
  /** Answered to anybody, signed in or not: what it is given is secret by itself. Default false. */
  public?: boolean;
  /** Further actions that the document takes, such as reading the object whose list is asked for. Default none. */
  also?: readonly Action[];
  /** Where the service asks for more than the action's rule: the roles in some tenant. Default those of the rule. */
  roles?: readonly Role[];
  /** What a service account gets, where it is not what the rule says of its role. */
  serviceAccount?: "FORBIDDEN" | "NOT_FOUND" | "allowed";
  /** Of a query: one may run at a time in a tenant. Default false. */
  alone?: boolean;
  /** Of a mutation whose attempt changes nothing: one that does, and leaves nothing for other rows. */
  changing?(world: OperationWorld): Promise<Attempt> | Attempt;
  /** Of a mutation: the action on the audit trail where it is another one. Default the row's. */
  auditedAs?: string;
  /** Of a mutation that leaves no event: why not. */
  unaudited?: string;
}

export interface Attempt {
  query: string;
  variables?: Record<string, unknown>;
}

export const OPERATION_TABLE: readonly OperationRow[] = [
  {
    operation: "Query.viewer",
    action: "viewer.read",
    serviceAccount: "FORBIDDEN",
    stranger: "allowed",
    attempt: () => ({ query: "{ viewer { id } }" }),
  },
  {
    operation: "Query.caller",
    action: "viewer.read",
    stranger: "allowed",
    attempt: () => ({ query: "{ caller { ... on User { email } ... on ServiceAccount { name } } }" }),
  },
  {
    operation: "Query.invitation",
    action: "viewer.read",
    public: true,
    attempt: async ({ fresh }) => ({
      query: "query ($token: String!) { invitation(token: $token) { tenantName role email invitedBy } }",
      variables: { token: await fresh.invitationToken() },
    }),
  },
  {
    operation: "Node.Invitation",
    action: "invitation.read",
    attempt: async ({ fresh }) => node("Invitation", await fresh.invitationId(), "email"),
  },
  {
    operation: "Node.Session",
    action: "session.read",
    serviceAccount: "NOT_FOUND",
    attempt: async ({ fresh }) => node("Session", await fresh.sessionId(), "current"),
  },
  {
    operation: "Node.ServiceAccount",
    action: "service_account.read",
    attempt: async ({ fresh }) => node("ServiceAccount", await fresh.serviceAccountId()),
  },
  {
    operation: "Node.ServiceAccountToken",
    action: "service_account_token.read",
    attempt: async ({ fresh }) => node("ServiceAccountToken", await fresh.serviceAccountTokenId()),
  },
  {
    operation: "ServiceAccount.tokens",
    action: "service_account_token.read",
    also: ["service_account.read"],
    attempt: async ({ fresh }) =>
      node("ServiceAccount", await fresh.serviceAccountId(), "tokens { edges { node { id } } }"),
  },
  {
    operation: "Query.tenant",
    action: "tenant.read",
    also: ["viewer.read"],
    attempt: ({ slug }) => ({
      query: "query ($slug: String!) { tenant(slug: $slug) { id name } }",
      variables: { slug },
    }),
  },
  {
    operation: "Query.node",
    action: "project.read",
    attempt: ({ projectId }) => node("Project", projectId),
  },
  {
    operation: "Query.nodes",
    action: "project.read",
    attempt: ({ projectId }) => ({
      query: "query ($id: ID!) { nodes(ids: [$id]) { id ... on Project { name } } }",
      variables: { id: projectId },
    }),
  },
  {
    operation: "Node.User",
    action: "viewer.read",
    serviceAccount: "NOT_FOUND",
    attempt: ({ userId }) => node("User", userId, "email"),
  },
  { operation: "Node.Tenant", action: "tenant.read", attempt: ({ tenantId }) => node("Tenant", tenantId) },
  {
    operation: "Node.Membership",
    action: "member.read",
    attempt: ({ membershipId }) => node("Membership", membershipId, "role"),
  },
  { operation: "Node.Project", action: "project.read", attempt: ({ projectId }) => node("Project", projectId) },
  { operation: "Node.Provider", action: "provider.read", attempt: ({ providerId }) => node("Provider", providerId) },
  {
    operation: "Node.ProviderKey",
    action: "provider.read",
    attempt: async ({ fresh }) => node("ProviderKey", await fresh.providerKeyId(), "weight"),
  },
  {
    operation: "Query.providerPresets",
    action: "provider_preset.read",
    stranger: "allowed",
    attempt: () => ({ query: "{ providerPresets { id } }" }),
  },
  {
    operation: "Query.auditEvents",
    action: "audit.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { auditEvents(tenantId: $id) { edges { node { action } } } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Node.AuditEvent",
    action: "audit.read",
    attempt: ({ auditEventId }) => node("AuditEvent", auditEventId, "action"),
  },
  {
    operation: "Query.bodyLosses",
    action: "request_log.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { bodyLosses(tenantId: $id) { instance reason requests updatedAt } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Query.targetHealth",
    action: "target_health.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { targetHealth(tenantId: $id) { targets { model } coolingKeys { credentialId } } }",
      variables: { id: tenantId },
    }),
  },
  { operation: "Node.Route", action: "route.read", attempt: ({ routeId }) => node("Route", routeId) },
  {
    operation: "Node.Price",
    action: "price.read",
    attempt: async ({ fresh }) => node("Price", await fresh.priceId(), "model"),
  },
  {
    operation: "Query.effectivePrice",
    action: "price.read",
    attempt: ({ tenantId }) => ({
      query: 'query ($id: ID!) { effectivePrice(tenantId: $id, provider: "mock", model: "demo") { source } }',
      variables: { id: tenantId },
    }),
  },
  { operation: "Node.Policy", action: "policy.read", attempt: ({ policyId }) => node("Policy", policyId) },
  {
    operation: "Query.policies",
    action: "policy.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { policies(tenantId: $id) { edges { node { id } } } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Node.EndUserErasure",
    action: "end_user_erasure.read",
    attempt: async ({ owner, tenantId, name }) => {
      const endUser = name();
      const input = { tenantId, endUser, confirmEndUser: endUser };
      const { erasure } = await owner.mutate("eraseEndUser", input, "erasure { id }");
      return node("EndUserErasure", erasure.id, "state");
    },
  },
  { operation: "Node.ApiKey", action: "api_key.read", attempt: ({ apiKeyId }) => node("ApiKey", apiKeyId) },
  {
    operation: "Node.Revision",
    action: "config.read",
    attempt: ({ revisionId }) => node("Revision", revisionId, "hash"),
  },
  {
    operation: "Node.RequestLog",
    action: "request_log.read",
    attempt: ({ requestLogId }) => node("RequestLog", requestLogId, "requestId"),
  },
  {
    operation: "RequestLog.bodies",
    action: "bodies.read",
    also: ["request_log.read"],
    attempt: ({ requestLogId }) => node("RequestLog", requestLogId, "bodies { state }"),
  },
  {
    operation: "Query.budgetReconciliation",
    action: "budget.read",
    attempt: ({ tenantId }) => ({
      query:
        'query ($id: ID!) { budgetReconciliation(tenantId: $id, day: "2026-01-31") { from cost { requests } edges { node { differs } } } }',
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Query.requestLogs",
    action: "request_log.read",
    attempt: ({ projectId }) => ({
      query: "query ($id: ID!) { requestLogs(projectId: $id) { edges { node { requestId } } } }",
      variables: { id: projectId },
    }),
  },
  {
    operation: "Query.requestLogVolume",
    action: "request_log.read",
    attempt: ({ projectId }) => ({
      query: `query ($id: ID!) {
        requestLogVolume(projectId: $id, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z") { requests complete }
      }`,
      variables: { id: projectId },
    }),
  },
  {
    operation: "Query.requestLogFacets",
    action: "request_log.read",
    attempt: ({ projectId }) => ({
      query: "query ($id: ID!) { requestLogFacets(projectId: $id, field: STATUS) { values { value requests } } }",
      variables: { id: projectId },
    }),
  },
  {
    operation: "Node.SavedView",
    action: "saved_view.read",
    attempt: async ({ fresh }) => node("SavedView", await fresh.savedViewId()),
  },
  {
    operation: "Query.savedViews",
    action: "saved_view.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { savedViews(tenantId: $id) { edges { node { name } } } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Query.budgets",
    action: "budget.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { budgets(tenantId: $id) { edges { node { name maxNanoUsd } } } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Subscription.usageLive",
    action: "usage.read",
    attempt: ({ tenantId }) => ({
      query: "subscription ($id: ID!) { usageLive(tenantId: $id) { at requests } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Query.usageSeries",
    action: "usage.read",
    attempt: ({ tenantId, projectId }) => ({
      query: `query ($tenantId: ID!, $projectId: ID!) {
        usageSeries(tenantId: $tenantId, projectId: $projectId, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z",
          bucket: HOUR) { total { requests } }
      }`,
      variables: { tenantId, projectId },
    }),
  },
  {
    operation: "Query.configDiff",
    action: "config.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { configDiff(tenantId: $id, from: CURRENT, to: DRAFT) { sentence } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Query.exportConfig",
    action: "config.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { exportConfig(tenantId: $id) }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Query.recordGaps",
    action: "record_gap.read",
    attempt: () => ({ query: "{ recordGaps { missing instances { instance missingRanges { first last } } } }" }),
  },
  {
    operation: "Query.explainRoute",
    action: "route.explain",
    attempt: ({ tenantId, projectId }) => ({
      query: "query ($input: ExplainRouteInput!) { explainRoute(input: $input) { answer { allowed } } }",
      variables: { input: { tenantId, projectId, request: { model: "mock/demo" }, revision: 1 } },
    }),
  },
  {
    operation: "Query.replayDraft",
    action: "draft.replay",
    alone: true,
    attempt: ({ tenantId }) => ({
      query: "query ($input: ReplayDraftInput!) { replayDraft(input: $input) { replayed } }",
      variables: { input: { tenantId, last: 10 } },
    }),
  },
  {
    operation: "Query.fleet",
    action: "fleet.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { fleet(tenantId: $id) { converged gateways { instance state } } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Subscription.fleetConvergence",
    action: "fleet.read",
    attempt: ({ tenantId }) => ({
      query: "subscription ($id: ID!) { fleetConvergence(tenantId: $id, revision: 1) { final } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Subscription.requestLogTail",
    action: "request_log.read",
    attempt: ({ projectId }) => ({
      query: "subscription ($id: ID!) { requestLogTail(projectId: $id) { cursor log { requestId } } }",
      variables: { id: projectId },
    }),
  },
  {
    operation: "Node.PersonalAccessToken",
    action: "token.read",
    serviceAccount: "NOT_FOUND",
    attempt: ({ tokenId }) => node("PersonalAccessToken", tokenId),
  },

  {
    operation: "User.tenants",
    action: "viewer.read",
    serviceAccount: "FORBIDDEN",
    stranger: "allowed",
    attempt: () => ({ query: "{ viewer { tenants { pageInfo { hasNextPage } } } }" }),
  },
  {
    operation: "User.sessions",
    action: "session.read",
    also: ["viewer.read"],
    stranger: "allowed",
    attempt: () => ({ query: "{ viewer { sessions { pageInfo { hasNextPage } } } }" }),
  },
  {
    operation: "User.personalAccessTokens",
    action: "token.read",
    also: ["viewer.read"],
    stranger: "allowed",
    attempt: () => ({ query: "{ viewer { personalAccessTokens { pageInfo { hasNextPage } } } }" }),
  },
  connection("Tenant", "members", "member.read"),
  connection("Tenant", "invitations", "invitation.read"),
  connection("Tenant", "serviceAccounts", "service_account.read"),
  connection("Tenant", "endUserErasures", "end_user_erasure.read"),
  connection("Tenant", "projects", "project.read"),
  connection("Tenant", "providers", "provider.read"),
  connection("Tenant", "policies", "policy.read"),
  connection("Tenant", "prices", "price.read"),
  connection("Tenant", "apiKeys", "api_key.read"),
  connection("Tenant", "revisions", "config.read"),
  {
    operation: "Policy.counters",
    action: "policy.read",
    attempt: ({ policyId }) => node("Policy", policyId, "counters { edges { node { endUser } } }"),
  },
  connection("Project", "routes", "route.read"),
  connection("Project", "apiKeys", "api_key.read"),

  {
    operation: "Node.BudgetWarning",
    action: "budget_warning.read",
    attempt: ({ budgetWarningId }) => node("BudgetWarning", budgetWarningId),
  },
  {
    operation: "Query.budgetWarnings",
    action: "budget_warning.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { budgetWarnings(tenantId: $id) { edges { node { sharePercent spentUsd } } } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Node.WebhookEndpoint",
    action: "webhook.read",
    attempt: async ({ fresh }) => node("WebhookEndpoint", await fresh.webhookEndpointId(), "url"),
  },
  {
    operation: "Node.WebhookDelivery",
    action: "webhook.read",
    attempt: async ({ fresh }) => node("WebhookDelivery", await fresh.webhookDeliveryId(), "payload"),
  },
  {
    operation: "Query.webhookEndpoints",
    action: "webhook.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { webhookEndpoints(tenantId: $id) { edges { node { url } } } }",
      variables: { id: tenantId },
    }),
  },
  {
    operation: "WebhookEndpoint.deliveries",
    action: "webhook.read",
    attempt: async ({ fresh }) => ({
      query: "query ($id: ID!) { node(id: $id) { ... on WebhookEndpoint { deliveries { edges { node { id } } } } } }",
      variables: { id: await fresh.webhookEndpointId() },
    }),
  },

  {
    operation: "Query.masterKeyUsage",
    action: "secret.read",
    attempt: () => ({ query: "{ masterKeyUsage { masterKeyId kind count } }" }),
  },
  { operation: "Query.rewrapping", action: "secret.read", attempt: () => ({ query: "{ rewrapping { state } }" }) },
  {
    operation: "RequestLog.replays",
    action: "request_log.read",
    attempt: ({ requestLogId }) => node("RequestLog", requestLogId, "replays { edges { node { requestId } } }"),
  },
  mutation("rewrapSecrets", "secret.rewrap", () => ({ masterKeyId: "k1" })),
  mutation("testProviderConnection", "provider.test", ({ providerId }) => ({ id: providerId })),
  mutation("replayRequest", "request.replay", async ({ capturedLogId }) => ({
    requestLogId: await capturedLogId(),
    target: "mock/demo",
  })),
  // Signing up is by invitation alone: then only who owns a tenant may make another.
  { ...mutation("createTenant", "tenant.create", ({ name }) => ({ name: name() }), "allowed"), roles: ["OWNER"] },
  mutation("updateTenant", "tenant.update", ({ tenantId }) => ({ id: tenantId, timeZone: "Europe/Berlin" })),
  mutation("setLogRetention", "log_retention.update", ({ tenantId }) => ({ tenantId, days: 7 })),
  // Of one that is not done yet no second is begun.
  mutation("eraseEndUser", "end_user.erase", ({ tenantId, name }) => {
    const endUser = name();
    return { tenantId, endUser, confirmEndUser: endUser };
  }),
  mutation("changeMemberRole", "member.update", async ({ fresh }) => ({
    membershipId: await fresh.membershipId(),
    role: "VIEWER",
  })),
  mutation("removeMember", "member.remove", async ({ fresh }) => ({ membershipId: await fresh.membershipId() })),
  mutation("leaveTenant", "member.leave", async ({ fresh }) => ({ tenantId: await fresh.sharedTenantId() })),
  mutation("inviteMember", "invitation.create", ({ tenantId, name }) => ({
    tenantId,
    email: `${name()}@example.com`,
    role: "VIEWER",
  })),
  mutation("resendInvitation", "invitation.resend", async ({ fresh }) => ({ id: await fresh.invitationId() })),
  mutation("revokeInvitation", "invitation.revoke", async ({ fresh }) => ({ id: await fresh.invitationId() })),
  mutation("acceptInvitation", "invitation.accept", async ({ fresh }) => ({ token: await fresh.invitationToken() })),
  mutation("revokeSession", "session.revoke", async ({ fresh }) => ({ id: await fresh.sessionId() })),
  mutation("revokeOtherSessions", "session.revoke", () => ({ confirm: true }), "allowed"),
  mutation("createServiceAccount", "service_account.create", ({ tenantId, name }) => ({
    tenantId,
    name: name(),
    role: "DEVELOPER",
  })),
  mutation("updateServiceAccount", "service_account.update", async ({ fresh, name }) => ({
    id: await fresh.serviceAccountId(),
    name: name(),
  })),
  mutation("archiveServiceAccount", "service_account.archive", async ({ fresh }) => ({
    id: await fresh.serviceAccountId(),
  })),
  // Nobody hands on what they may not do themselves.
  {
    ...mutation("createServiceAccountToken", "service_account_token.create", async ({ fresh, name }) => ({
      serviceAccountId: await fresh.serviceAccountId(),
      name: name(),
      scopes: ["projects:read"],
    })),
    also: ["project.read"],
  },
  {
    ...mutation("rotateServiceAccountToken", "service_account_token.rotate", async ({ fresh }) => ({
      id: await fresh.serviceAccountTokenId(),
    })),
    also: ["viewer.read"],
  },
  mutation("revokeServiceAccountToken", "service_account_token.revoke", async ({ fresh }) => ({
    id: await fresh.serviceAccountTokenId(),
  })),
  mutation("createProject", "project.create", ({ tenantId, name }) => ({ tenantId, name: name() })),
  mutation("updateProject", "project.update", ({ projectId, name }) => ({ id: projectId, name: name() })),
  mutation("archiveProject", "project.archive", async ({ fresh }) => ({ id: await fresh.projectId() })),
  mutation("restoreProject", "project.restore", archived("Project", "projectId")),
  mutation("restoreProvider", "provider.restore", archived("Provider", "providerId")),
  mutation("restoreRoute", "route.restore", archived("Route", "routeId")),
  mutation("restorePolicy", "policy.restore", archived("Policy", "policyId")),
  mutation("createProvider", "provider.create", ({ tenantId, name }) => ({ tenantId, name: name(), kind: "MOCK" })),
  mutation("updateProvider", "provider.update", ({ providerId }) => ({ id: providerId })),
  mutation("archiveProvider", "provider.archive", async ({ fresh }) => ({ id: await fresh.providerId() })),
  mutation("addProviderKey", "provider_key.create", async ({ fresh }) => ({
    providerId: await fresh.keyedProviderId(),
    apiKey: "sk-one-more-provider-key",
  })),
  mutation("updateProviderKey", "provider_key.update", async ({ fresh }) => ({
    id: await fresh.providerKeyId(),
    weight: 2,
  })),
  mutation("removeProviderKey", "provider_key.revoke", async ({ fresh }) => ({ id: await fresh.providerKeyId() })),
  mutation("createWebhookEndpoint", "webhook.create", ({ tenantId }) => ({
    tenantId,
    url: "https://hooks.example.com/",
    events: ["BUDGET_THRESHOLD_REACHED"],
  })),
  mutation("updateWebhookEndpoint", "webhook.update", async ({ fresh }) => ({ id: await fresh.webhookEndpointId() })),
  mutation("rotateWebhookSecret", "webhook.rotate", async ({ fresh }) => ({ id: await fresh.webhookEndpointId() })),
  mutation("archiveWebhookEndpoint", "webhook.archive", async ({ fresh }) => ({ id: await fresh.webhookEndpointId() })),
  mutation("testWebhook", "webhook.test", async ({ fresh }) => ({ id: await fresh.webhookEndpointId() })),
  mutation("redeliverWebhook", "webhook.redeliver", async ({ fresh }) => ({ id: await fresh.webhookDeliveryId() })),
  // Not shared: service accounts have no views of their own.
  {
    ...mutation("createSavedView", "saved_view.create", ({ tenantId, name }) => ({ tenantId, name: name(), view: {} })),
    serviceAccount: "FORBIDDEN",
  },
  mutation("updateSavedView", "saved_view.update", async ({ fresh, name }) => ({
    id: await fresh.savedViewId(),
    name: name(),
  })),
  mutation("deleteSavedView", "saved_view.delete", async ({ fresh }) => ({ id: await fresh.savedViewId() })),
  mutation("createRoute", "route.create", ({ projectId, name }) => ({ projectId, name: name(), tree: MOCK_TREE })),
  mutation("updateRoute", "route.update", ({ routeId }) => ({ id: routeId, tree: MOCK_TREE })),
  mutation("archiveRoute", "route.archive", async ({ fresh }) => ({ id: await fresh.routeId() })),
  mutation("createPolicy", "policy.create", ({ tenantId, name }) => ({ tenantId, name: name(), ...TENANT_POLICY })),
  mutation("updatePolicy", "policy.update", ({ policyId }) => ({ id: policyId, action: "OBSERVE" })),
  mutation("archivePolicy", "policy.archive", async ({ fresh }) => ({ id: await fresh.policyId() })),
  mutation("createPrice", "price.create", ({ tenantId, name }) => ({
    tenantId,
    model: name(),
    inputPerMillionUsd: "1.5",
  })),
  mutation("updatePrice", "price.update", async ({ fresh }) => ({
    id: await fresh.priceId(),
    outputPerMillionUsd: "2",
  })),
  mutation("archivePrice", "price.archive", async ({ fresh }) => ({ id: await fresh.priceId() })),
  mutation("restorePrice", "price.restore", archived("Price", "priceId")),
  mutation("createApiKey", "api_key.create", ({ projectId, name }) => ({ projectId, name: name() })),
  mutation("updateApiKey", "api_key.update", ({ apiKeyId }) => ({ id: apiKeyId, limits: [] })),
  mutation("rotateApiKey", "api_key.rotate", async ({ fresh }) => ({ id: await fresh.apiKeyId(), graceHours: 1 })),
  mutation("revokeApiKey", "api_key.revoke", async ({ fresh }) => ({ id: await fresh.apiKeyId() })),
  mutation("repairBudgets", "budget.repair", ({ tenantId }) => ({ tenantId, day: "2026-01-31" })),
  // Dry, since the rows after it need what there is.
  {
    ...mutation("rollbackConfig", "config.rollback", ({ tenantId }) => ({ tenantId, toRevision: 1, dryRun: true })),
    // Whatever comes back takes what changing it by hand takes.
    roles: ["OWNER", "ADMIN"],
    also: ["tenant.update", "project.archive", "route.archive", "policy.archive", "price.archive", "provider.archive"],
    changing:
      mutation("rollbackConfig", "config.rollback", ({ tenantId }) => ({ tenantId, toRevision: 1, force: true }))
        .attempt,
  },
  {
    ...mutation("applyConfig", "config.apply", ({ tenantId, name }) => ({
      tenantId,
      document: `perpetuo: 1\nprojects:\n  ${name()}: {}`,
    })),
    also: ["project.create"],
  },
  mutation("publishConfig", "config.publish", ({ tenantId }) => ({ tenantId, message: "Try" })),
  {
    ...mutation("createPersonalAccessToken", "token.create", ({ name }) => ({ name: name(), scopes: ["viewer:read"] })),
    also: ["viewer.read"],
    stranger: "allowed",
  },
  mutation("revokePersonalAccessToken", "token.revoke", async ({ owner, name }) => {
    const input = { name: name(), scopes: ["viewer:read"] };
    const made = await owner.mutate("createPersonalAccessToken", input, "personalAccessToken { id }");
    return { id: made.personalAccessToken.id };
  }),
  {
    ...mutation("rotatePersonalAccessToken", "token.rotate", async ({ owner, name }) => {
      const input = { name: name(), scopes: ["viewer:read"] };
      const made = await owner.mutate("createPersonalAccessToken", input, "personalAccessToken { id }");
      return { id: made.personalAccessToken.id };
    }),
    also: ["viewer.read"],
  },
  // The last: its owner is an admin afterwards.
  mutation("transferOwnership", "tenant.transfer", async ({ fresh }) => ({ membershipId: await fresh.heirId() })),
];

function node(type: string, id: string, field = "name"): Attempt {
  return { query: `query ($id: ID!) { node(id: $id) { ... on ${type} { ${field} } } }`, variables: { id } };
}

/** The id of something that was just archived. */
function archived(type: string, kind: "projectId" | "providerId" | "routeId" | "policyId" | "priceId") {
  return async ({ fresh, owner }: OperationWorld) => {
    const id = await fresh[kind]();
    await owner.mutate(`archive${type}`, { id });
    return { id };
  };
}

function connection(type: "Tenant" | "Project", field: string, action: Action): OperationRow {
  return {
    operation: `${type}.${field}`,
    action,
    also: [type === "Tenant" ? "tenant.read" : "project.read"],
    attempt: (world) => ({
      query: `query ($id: ID!) { node(id: $id) { ... on ${type} { ${field} { edges { node { id } } } } } }`,
      variables: { id: type === "Tenant" ? world.tenantId : world.projectId },
    }),
  };
}

function mutation(
  name: string,
  action: Action,
  input: (world: OperationWorld) => Promise<Record<string, unknown>> | Record<string, unknown>,
  stranger: OperationRow["stranger"] = "NOT_FOUND",
): OperationRow {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    operation: `Mutation.${name}`,
    action,
    stranger,
    attempt: async (world) => ({
      query:
        `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename ... on Error { code message } } }`,
      variables: { input: await input(world) },
    }),
  };
}
