import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const serviceTokenFragment = graphql(`
  fragment ServiceTokenRow on ServiceAccountToken {
    id
    tokenId
    name
    scopes
    createdAt
    expiresAt
    lastUsedAt
    previousSecretUntil
    revokedAt
  }
`);

export const serviceAccountFragment = graphql(`
  fragment ServiceAccountRow on ServiceAccount {
    id
    name
    role
    version
    createdAt
    archivedAt
  }
`);

export const serviceAccountsQuery = graphql(
  `
    query ServiceAccounts($slug: String!, $after: String, $includeArchived: Boolean!, $withTokens: Boolean!) {
      tenant(slug: $slug) {
        id
        serviceAccounts(first: 20, after: $after, includeArchived: $includeArchived) {
          edges {
            node {
              ...ServiceAccountRow
              tokens(first: 20) @include(if: $withTokens) {
                edges {
                  node {
                    ...ServiceTokenRow
                  }
                }
              }
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
  [serviceAccountFragment, serviceTokenFragment],
);

export const createServiceAccountMutation = graphql(
  `
    mutation CreateServiceAccount($input: CreateServiceAccountInput!) {
      createServiceAccount(input: $input) {
        __typename
        ... on CreateServiceAccountPayload {
          serviceAccount {
            ...ServiceAccountRow
          }
        }
        ...Refusal
      }
    }
  `,
  [serviceAccountFragment, refusalFragment],
);

export const updateServiceAccountMutation = graphql(
  `
    mutation UpdateServiceAccount($input: UpdateServiceAccountInput!) {
      updateServiceAccount(input: $input) {
        __typename
        ... on UpdateServiceAccountPayload {
          serviceAccount {
            ...ServiceAccountRow
          }
        }
        ...Refusal
      }
    }
  `,
  [serviceAccountFragment, refusalFragment],
);

export const archiveServiceAccountMutation = graphql(
  `
    mutation ArchiveServiceAccount($input: ArchiveServiceAccountInput!) {
      archiveServiceAccount(input: $input) {
        __typename
        ... on ArchiveServiceAccountPayload {
          serviceAccount {
            ...ServiceAccountRow
          }
        }
        ...Refusal
      }
    }
  `,
  [serviceAccountFragment, refusalFragment],
);

export const createServiceTokenMutation = graphql(
  `
    mutation CreateServiceToken($input: CreateServiceAccountTokenInput!) {
      createServiceAccountToken(input: $input) {
        __typename
        ... on CreateServiceAccountTokenPayload {
          secret
          serviceAccountToken {
            ...ServiceTokenRow
          }
        }
        ...Refusal
      }
    }
  `,
  [serviceTokenFragment, refusalFragment],
);

export const rotateServiceTokenMutation = graphql(
  `
    mutation RotateServiceToken($input: RotateServiceAccountTokenInput!) {
      rotateServiceAccountToken(input: $input) {
        __typename
        ... on RotateServiceAccountTokenPayload {
          secret
          serviceAccountToken {
            ...ServiceTokenRow
          }
        }
        ...Refusal
      }
    }
  `,
  [serviceTokenFragment, refusalFragment],
);

export const revokeServiceTokenMutation = graphql(
  `
    mutation RevokeServiceToken($input: RevokeServiceAccountTokenInput!) {
      revokeServiceAccountToken(input: $input) {
        __typename
        ... on RevokeServiceAccountTokenPayload {
          serviceAccountToken {
            ...ServiceTokenRow
          }
        }
        ...Refusal
      }
    }
  `,
  [serviceTokenFragment, refusalFragment],
);
