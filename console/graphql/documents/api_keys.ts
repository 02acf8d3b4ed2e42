import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const apiKeyFragment = graphql(`
  fragment ApiKey on ApiKey {
    id
    keyId
    name
    state
    createdAt
    expiresAt
    revokedAt
    createdBy {
      name
      email
    }
  }
`);

export const apiKeysQuery = graphql(
  `
    query ApiKeys($projectId: ID!, $first: Int, $after: String) {
      node(id: $projectId) {
        __typename
        ... on Project {
          id
          name
          apiKeys(first: $first, after: $after) {
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
