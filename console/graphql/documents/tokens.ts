import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const personalTokenFragment = graphql(`
  fragment PersonalTokenRow on PersonalAccessToken {
    id
    tokenId
    name
    scopes
    tenantIds
    createdAt
    expiresAt
    lastUsedAt
    previousSecretUntil
    revokedAt
  }
`);

export const sessionFragment = graphql(`
  fragment SessionRow on Session {
    id
    address
    userAgent
    createdAt
    lastSeenAt
    expiresAt
    current
  }
`);

export const accountQuery = graphql(
  `
    query Account($tokensAfter: String, $sessionsAfter: String) {
      viewer {
        id
        name
        email
        createdAt
        sessions(first: 50, after: $sessionsAfter) {
          edges {
            node {
              ...SessionRow
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        personalAccessTokens(first: 50, after: $tokensAfter) {
          edges {
            node {
              ...PersonalTokenRow
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [sessionFragment, personalTokenFragment],
);

export const createPersonalTokenMutation = graphql(
  `
    mutation CreatePersonalToken($input: CreatePersonalAccessTokenInput!) {
      createPersonalAccessToken(input: $input) {
        __typename
        ... on CreatePersonalAccessTokenPayload {
          secret
          personalAccessToken {
            ...PersonalTokenRow
          }
        }
        ...Refusal
      }
    }
  `,
  [personalTokenFragment, refusalFragment],
);

export const rotatePersonalTokenMutation = graphql(
  `
    mutation RotatePersonalToken($input: RotatePersonalAccessTokenInput!) {
      rotatePersonalAccessToken(input: $input) {
        __typename
        ... on RotatePersonalAccessTokenPayload {
          secret
          personalAccessToken {
            ...PersonalTokenRow
          }
        }
        ...Refusal
      }
    }
  `,
  [personalTokenFragment, refusalFragment],
);

export const revokePersonalTokenMutation = graphql(
  `
    mutation RevokePersonalToken($input: RevokePersonalAccessTokenInput!) {
      revokePersonalAccessToken(input: $input) {
        __typename
        ... on RevokePersonalAccessTokenPayload {
          personalAccessToken {
            ...PersonalTokenRow
          }
        }
        ...Refusal
      }
    }
  `,
  [personalTokenFragment, refusalFragment],
);

export const revokeSessionMutation = graphql(
  `
    mutation RevokeSession($input: RevokeSessionInput!) {
      revokeSession(input: $input) {
        __typename
        ... on RevokeSessionPayload {
          sessionId
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

export const revokeOtherSessionsMutation = graphql(
  `
    mutation RevokeOtherSessions($input: RevokeOtherSessionsInput!) {
      revokeOtherSessions(input: $input) {
        __typename
        ... on RevokeOtherSessionsPayload {
          revoked
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);
