import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const providerFragment = graphql(`
  fragment Provider on Provider {
    id
    name
    kind
    baseUrl
    effectiveBaseUrl
    preset
    apiVersion
    deployments {
      model
      deployment
    }
    organization
    project
    region
    vertexProject
    betas
    headers {
      name
      value
    }
    keys {
      id
      hint
      weight
      createdAt
    }
    archivedAt
    createdAt
    updatedAt
    version
  }
`);

export const providersQuery = graphql(
  `
    query Providers($slug: String!, $first: Int, $after: String, $includeArchived: Boolean) {
      tenant(slug: $slug) {
        id
        draftDiffers
        currentRevision {
          number
          publishedAt
        }
        providers(first: $first, after: $after, includeArchived: $includeArchived) {
          edges {
            node {
              ...Provider
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
  [providerFragment],
);

export const createProviderMutation = graphql(
  `
    mutation CreateProvider($input: CreateProviderInput!) {
      createProvider(input: $input) {
        __typename
        ... on CreateProviderPayload {
          provider {
            ...Provider
          }
        }
        ...Refusal
      }
    }
  `,
  [providerFragment, refusalFragment],
);

/** Changes where it is and what it is told, or puts one key in place of all. */
export const updateProviderMutation = graphql(
  `
    mutation UpdateProvider($input: UpdateProviderInput!) {
      updateProvider(input: $input) {
        __typename
        ... on UpdateProviderPayload {
          provider {
            ...Provider
          }
        }
        ...Refusal
      }
    }
  `,
  [providerFragment, refusalFragment],
);

export const archiveProviderMutation = graphql(
  `
    mutation ArchiveProvider($input: ArchiveProviderInput!) {
      archiveProvider(input: $input) {
        __typename
        ... on ArchiveProviderPayload {
          provider {
            ...Provider
          }
        }
        ...Refusal
      }
    }
  `,
  [providerFragment, refusalFragment],
);

export const addProviderKeyMutation = graphql(
  `
    mutation AddProviderKey($input: AddProviderKeyInput!) {
      addProviderKey(input: $input) {
        __typename
        ... on AddProviderKeyPayload {
          provider {
            ...Provider
          }
        }
        ...Refusal
      }
    }
  `,
  [providerFragment, refusalFragment],
);

export const updateProviderKeyMutation = graphql(
  `
    mutation UpdateProviderKey($input: UpdateProviderKeyInput!) {
      updateProviderKey(input: $input) {
        __typename
        ... on UpdateProviderKeyPayload {
          provider {
            ...Provider
          }
        }
        ...Refusal
      }
    }
  `,
  [providerFragment, refusalFragment],
);

export const removeProviderKeyMutation = graphql(
  `
    mutation RemoveProviderKey($input: RemoveProviderKeyInput!) {
      removeProviderKey(input: $input) {
        __typename
        ... on RemoveProviderKeyPayload {
          provider {
            ...Provider
          }
        }
        ...Refusal
      }
    }
  `,
  [providerFragment, refusalFragment],
);

/** Puts an archived one back into the draft; it needs a key anew. */
export const restoreProviderMutation = graphql(
  `
    mutation RestoreProvider($input: RestoreProviderInput!) {
      restoreProvider(input: $input) {
        __typename
        ... on RestoreProviderPayload {
          provider {
            ...Provider
          }
        }
        ...Refusal
      }
    }
  `,
  [providerFragment, refusalFragment],
);

/** Calls a provider once with each of its keys. */
export const testProviderMutation = graphql(
  `
    mutation TestProvider($input: TestProviderConnectionInput!) {
      testProviderConnection(input: $input) {
        __typename
        ... on TestProviderConnectionPayload {
          outcomes {
            ok
            status
            errorClass
            message
            latencyMs
            keyProved
            models
            providerKey {
              id
              hint
            }
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

/** What gateways have found failing. */
export const targetHealthQuery = graphql(`
  query TargetHealth($tenantId: ID!) {
    targetHealth(tenantId: $tenantId) {
      targets {
        provider
        model
        state
        errorClass
        failures
        attempts
      }
      coolingKeys {
        provider
        model
        errorClass
        until
      }
    }
  }
`);
