import { connection, node, type OperationRow } from "./operation_row.ts";

/** Every type that has ids, and every list of an object: what is read by way of something else. */
export const OBJECT_ROWS: readonly OperationRow[] = [
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
    operation: "Node.AuditEvent",
    action: "audit.read",
    attempt: ({ auditEventId }) => node("AuditEvent", auditEventId, "action"),
  },
  { operation: "Node.Route", action: "route.read", attempt: ({ routeId }) => node("Route", routeId) },
  {
    operation: "Node.Price",
    action: "price.read",
    attempt: async ({ fresh }) => node("Price", await fresh.priceId(), "model"),
  },
  { operation: "Node.Policy", action: "policy.read", attempt: ({ policyId }) => node("Policy", policyId) },
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
    operation: "Node.SavedView",
    action: "saved_view.read",
    attempt: async ({ fresh }) => node("SavedView", await fresh.savedViewId()),
  },
  {
    operation: "Budget.topSpenders",
    action: "budget.read",
    attempt: ({ tenantId }) => ({
      query:
        "query ($id: ID!) { budgets(tenantId: $id) { edges { node { topSpenders { edges { node { counterKey } } } } } } }",
      variables: { id: tenantId },
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
    operation: "WebhookEndpoint.deliveries",
    action: "webhook.read",
    attempt: async ({ fresh }) => ({
      query: "query ($id: ID!) { node(id: $id) { ... on WebhookEndpoint { deliveries { edges { node { id } } } } } }",
      variables: { id: await fresh.webhookEndpointId() },
    }),
  },
  {
    operation: "RequestLog.replays",
    action: "request_log.read",
    attempt: ({ requestLogId }) => node("RequestLog", requestLogId, "replays { edges { node { requestId } } }"),
  },
];
