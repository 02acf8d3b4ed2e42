import { graphql } from "../graphql.ts";
import { limitCounterFragment, limitFragment } from "./policies.ts";
import { refusalFragment } from "./refusal.ts";

export const apiKeyFragment = graphql(
  `
    fragment ApiKey on ApiKey {
      id
      keyId
      name
      description
      state
      createdAt
      expiresAt
      revokedAt
      lastUsedAt
      previousSecretUntil
      version
      createdBy {
        name
        email
      }
      createdByServiceAccount {
        name
      }
      limits {
        ...Limit
      }
      tags {
        name
        value
      }
    }
  `,
  [limitFragment],
);

export const apiKeysQuery = graphql(
  `
    query ApiKeys($projectId: ID!, $first: Int, $after: String, $states: [ApiKeyState!], $text: String) {
      node(id: $projectId) {
        __typename
        ... on Project {
          id
          name
          apiKeys(first: $first, after: $after, states: $states, text: $text) {
            edges {
              node {
                ...ApiKey
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
  [apiKeyFragment],
);

/** One key with how its own limits stand, and what those are chosen from. */
export const apiKeyQuery = graphql(
  `
    query ApiKey($id: ID!) {
      node(id: $id) {
        __typename
        ... on ApiKey {
          ...ApiKey
          project {
            id
            tenant {
              providers(first: 100) {
                edges {
                  node {
                    name
                  }
                }
              }
            }
          }
          counters {
            ...LimitCounter
          }
        }
      }
    }
  `,
  [apiKeyFragment, limitCounterFragment],
);

/** The secret is in this answer, and in no other. */
export const createApiKeyMutation = graphql(
  `
    mutation CreateApiKey($input: CreateApiKeyInput!) {
      createApiKey(input: $input) {
        __typename
        ... on CreateApiKeyPayload {
          apiKey {
            ...ApiKey
          }
          secret
        }
        ...Refusal
      }
    }
  `,
  [apiKeyFragment, refusalFragment],
);

export const updateApiKeyMutation = graphql(
  `
    mutation UpdateApiKey($input: UpdateApiKeyInput!) {
      updateApiKey(input: $input) {
        __typename
        ... on UpdateApiKeyPayload {
          apiKey {
            ...ApiKey
          }
        }
        ...Refusal
      }
    }
  `,
  [apiKeyFragment, refusalFragment],
);

/** The new secret is in this answer, and in no other. */
export const rotateApiKeyMutation = graphql(
  `
    mutation RotateApiKey($input: RotateApiKeyInput!) {
      rotateApiKey(input: $input) {
        __typename
        ... on RotateApiKeyPayload {
          apiKey {
            ...ApiKey
          }
          secret
        }
        ...Refusal
      }
    }
  `,
  [apiKeyFragment, refusalFragment],
);

export const revokeApiKeyMutation = graphql(
  `
    mutation RevokeApiKey($input: RevokeApiKeyInput!) {
      revokeApiKey(input: $input) {
        __typename
        ... on RevokeApiKeyPayload {
          apiKey {
            ...ApiKey
          }
        }
        ...Refusal
      }
    }
  `,
  [apiKeyFragment, refusalFragment],
);
