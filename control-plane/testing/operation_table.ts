import { MUTATION_ROWS } from "./mutation_rows.ts";
import { OBJECT_ROWS } from "./object_rows.ts";
import { node, type OperationRow } from "./operation_row.ts";

/** Every operation of the API, and how to try it. */
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
  {
    operation: "Query.effectivePrice",
    action: "price.read",
    attempt: ({ tenantId }) => ({
      query: 'query ($id: ID!) { effectivePrice(tenantId: $id, provider: "mock", model: "demo") { source } }',
      variables: { id: tenantId },
    }),
  },
  {
    operation: "Query.policies",
    action: "policy.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { policies(tenantId: $id) { edges { node { id } } } }",
      variables: { id: tenantId },
    }),
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
    operation: "Query.budgetWarnings",
    action: "budget_warning.read",
    attempt: ({ tenantId }) => ({
      query: "query ($id: ID!) { budgetWarnings(tenantId: $id) { edges { node { sharePercent spentUsd } } } }",
      variables: { id: tenantId },
    }),
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
    operation: "Query.masterKeyUsage",
    action: "secret.read",
    attempt: () => ({ query: "{ masterKeyUsage { masterKeyId kind count } }" }),
  },
  { operation: "Query.rewrapping", action: "secret.read", attempt: () => ({ query: "{ rewrapping { state } }" }) },

  ...OBJECT_ROWS,
  ...MUTATION_ROWS,
];
