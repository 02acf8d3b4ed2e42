import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const webhookFragment = graphql(`
  fragment WebhookRow on WebhookEndpoint {
    id
    url
    description
    events
    active
    archivedAt
    createdAt
    previousSecretUntil
    version
  }
`);

export const deliveryFragment = graphql(`
  fragment DeliveryRow on WebhookDelivery {
    id
    eventId
    eventType
    state
    attempts
    createdAt
    finishedAt
    lastAttemptAt
    nextAttemptAt
    lastStatus
    lastLatencyMs
    lastError
    payload
  }
`);

export const webhooksQuery = graphql(
  `
    query Webhooks($tenantId: ID!, $after: String, $includeArchived: Boolean!) {
      webhookEndpoints(tenantId: $tenantId, first: 20, after: $after, includeArchived: $includeArchived) {
        edges {
          node {
            ...WebhookRow
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [webhookFragment],
);

export const webhookQuery = graphql(
  `
    query Webhook($id: ID!, $after: String, $state: WebhookDeliveryState) {
      node(id: $id) {
        __typename
        ... on WebhookEndpoint {
          ...WebhookRow
          deliveries(first: 20, after: $after, state: $state) {
            edges {
              node {
                ...DeliveryRow
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  `,
  [webhookFragment, deliveryFragment],
);

export const createWebhookMutation = graphql(
  `
    mutation CreateWebhook($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) {
        __typename
        ... on CreateWebhookEndpointPayload {
          secret
          webhookEndpoint {
            ...WebhookRow
          }
        }
        ...Refusal
      }
    }
  `,
  [webhookFragment, refusalFragment],
);

export const updateWebhookMutation = graphql(
  `
    mutation UpdateWebhook($input: UpdateWebhookEndpointInput!) {
      updateWebhookEndpoint(input: $input) {
        __typename
        ... on UpdateWebhookEndpointPayload {
          webhookEndpoint {
            ...WebhookRow
          }
        }
        ...Refusal
      }
    }
  `,
  [webhookFragment, refusalFragment],
);

export const archiveWebhookMutation = graphql(
  `
    mutation ArchiveWebhook($input: ArchiveWebhookEndpointInput!) {
      archiveWebhookEndpoint(input: $input) {
        __typename
        ... on ArchiveWebhookEndpointPayload {
          webhookEndpoint {
            ...WebhookRow
          }
        }
        ...Refusal
      }
    }
  `,
  [webhookFragment, refusalFragment],
);

export const rotateWebhookMutation = graphql(
  `
    mutation RotateWebhook($input: RotateWebhookSecretInput!) {
      rotateWebhookSecret(input: $input) {
        __typename
        ... on RotateWebhookSecretPayload {
          secret
          webhookEndpoint {
            ...WebhookRow
          }
        }
        ...Refusal
      }
    }
  `,
  [webhookFragment, refusalFragment],
);

export const testWebhookMutation = graphql(
  `
    mutation TestWebhook($input: TestWebhookInput!) {
      testWebhook(input: $input) {
        __typename
        ... on TestWebhookPayload {
          delivered
          status
          error
          latencyMs
          eventId
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

export const redeliverWebhookMutation = graphql(
  `
    mutation RedeliverWebhook($input: RedeliverWebhookInput!) {
      redeliverWebhook(input: $input) {
        __typename
        ... on RedeliverWebhookPayload {
          delivery {
            ...DeliveryRow
          }
        }
        ...Refusal
      }
    }
  `,
  [deliveryFragment, refusalFragment],
);
