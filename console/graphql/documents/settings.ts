import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const erasureFragment = graphql(`
  fragment ErasureRow on EndUserErasure {
    id
    erasureId
    endUserHash
    state
    progress
    requestedAt
    completedAt
    recordsErased
    bodiesErased
    usageRowsErased
    project {
      name
    }
  }
`);

export const settingsQuery = graphql(
  `
    query Settings($slug: String!, $after: String) {
      tenant(slug: $slug) {
        id
        name
        slug
        timeZone
        version
        logRetentionDays
        endUserErasures(first: 20, after: $after) {
          edges {
            node {
              ...ErasureRow
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
  [erasureFragment],
);

export const updateTenantMutation = graphql(
  `
    mutation UpdateTenant($input: UpdateTenantInput!) {
      updateTenant(input: $input) {
        __typename
        ... on UpdateTenantPayload {
          tenant {
            id
            name
            slug
            timeZone
            version
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

export const setLogRetentionMutation = graphql(
  `
    mutation SetLogRetention($input: SetLogRetentionInput!) {
      setLogRetention(input: $input) {
        __typename
        ... on SetLogRetentionPayload {
          tenant {
            id
            logRetentionDays
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

export const eraseEndUserMutation = graphql(
  `
    mutation EraseEndUser($input: EraseEndUserInput!) {
      eraseEndUser(input: $input) {
        __typename
        ... on EraseEndUserPayload {
          erasure {
            ...ErasureRow
          }
        }
        ...Refusal
      }
    }
  `,
  [erasureFragment, refusalFragment],
);

export const exportConfigQuery = graphql(`
  query ExportConfig($tenantId: ID!, $format: ConfigDocumentFormat!, $version: ConfigVersion!) {
    exportConfig(tenantId: $tenantId, format: $format, version: $version)
  }
`);

/** What those who run the installation see of it; for all others an error. */
export const installationQuery = graphql(`
  query Installation {
    masterKeyUsage {
      masterKeyId
      kind
      count
      current
    }
    rewrapping {
      masterKeyId
      state
      done
      total
      failed
      requestedAt
      completedAt
    }
    recordGaps {
      checkedAt
      missing
      givenUp
      lost
      instances {
        instance
        missing
        givenUp
        lost
        since
      }
    }
  }
`);

export const rewrapSecretsMutation = graphql(
  `
    mutation RewrapSecrets($input: RewrapSecretsInput!) {
      rewrapSecrets(input: $input) {
        __typename
        ... on RewrapSecretsPayload {
          rewrapping {
            masterKeyId
            state
            done
            total
            failed
            requestedAt
            completedAt
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);
