import { mutation, type OperationRow } from "./operation_row.ts";
import { MOCK_TREE, type OperationWorld, TENANT_POLICY } from "./operation_world.ts";

/** Everything that can be changed, in an order in which each leaves what the next one needs. */
export const MUTATION_ROWS: readonly OperationRow[] = [
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

/** The id of something that was just archived. */
function archived(type: string, kind: "projectId" | "providerId" | "routeId" | "policyId" | "priceId") {
  return async ({ fresh, owner }: OperationWorld) => {
    const id = await fresh[kind]();
    await owner.mutate(`archive${type}`, { id });
    return { id };
  };
}
