import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const limitFragment = graphql(`
  fragment Limit on Limit {
    type
    max
    period
    maxNanoUsd
    models
    providers
  }
`);

export const limitCounterFragment = graphql(
  `
    fragment LimitCounter on LimitCounter {
      limit {
        ...Limit
      }
      state
      unknownBecause
      max
      used
      reserved
      remaining
      resetsAt
    }
  `,
  [limitFragment],
);

export const policyFragment = graphql(
  `
    fragment Policy on Policy {
      id
      name
      scope {
        type
        model
        project {
          id
          name
        }
        apiKey {
          id
          name
          keyId
        }
      }
      limits {
        ...Limit
      }
      action
      onLimiterLoss
      assumedOutputTokens
      warnAtPercent
      archivedAt
      updatedAt
      version
    }
  `,
  [limitFragment],
);

/** A page of policies, each with the first of its counters. */
export const policiesQuery = graphql(
  `
    query Policies($slug: String!, $first: Int, $after: String, $includeArchived: Boolean) {
      tenant(slug: $slug) {
        id
        draftDiffers
        currentRevision {
          number
          publishedAt
        }
        policies(first: $first, after: $after, includeArchived: $includeArchived) {
          edges {
            node {
              ...Policy
              counters(first: 1) {
                edges {
                  node {
                    apiKey {
                      name
                    }
                    counters {
                      ...LimitCounter
                    }
                  }
                }
                pageInfo {
                  hasNextPage
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
  [policyFragment, limitCounterFragment],
);

/** One policy with its counters, of an end user where one is named. */
export const policyQuery = graphql(
  `
    query Policy($id: ID!, $endUser: String, $first: Int) {
      node(id: $id) {
        __typename
        ... on Policy {
          ...Policy
          tenant {
            id
          }
          counters(first: $first, endUser: $endUser) {
            edges {
              node {
                endUser
                apiKey {
                  id
                  name
                  keyId
                }
                counters {
                  ...LimitCounter
                }
              }
            }
            pageInfo {
              hasNextPage
            }
          }
        }
      }
    }
  `,
  [policyFragment, limitCounterFragment],
);

/** What a policy's scope and limits are chosen from. */
export const policyChoicesQuery = graphql(`
  query PolicyChoices($slug: String!) {
    tenant(slug: $slug) {
      id
      timeZone
      projects(first: 100) {
        edges {
          node {
            id
            name
          }
        }
      }
      providers(first: 100) {
        edges {
          node {
            name
          }
        }
      }
      apiKeys(first: 100, states: [ACTIVE]) {
        edges {
          node {
            id
            name
            keyId
          }
        }
      }
    }
  }
`);

/** How many requests of late a policy counted, and of how many of those a limit was exceeded. */
export const policyVerdictsQuery = graphql(`
  query PolicyVerdicts(
    $tenantId: ID!
    $counted: RequestLogFilter
    $denied: RequestLogFilter
    $observed: RequestLogFilter
    $from: DateTime!
    $to: DateTime!
  ) {
    counted: requestLogVolume(tenantId: $tenantId, from: $from, to: $to, buckets: 1, filter: $counted) {
      requests
      complete
    }
    denied: requestLogVolume(tenantId: $tenantId, from: $from, to: $to, buckets: 1, filter: $denied) {
      requests
      complete
    }
    observed: requestLogVolume(tenantId: $tenantId, from: $from, to: $to, buckets: 1, filter: $observed) {
      requests
      complete
    }
  }
`);

export const createPolicyMutation = graphql(
  `
    mutation CreatePolicy($input: CreatePolicyInput!) {
      createPolicy(input: $input) {
        __typename
        ... on CreatePolicyPayload {
          policy {
            ...Policy
          }
        }
        ...Refusal
      }
    }
  `,
  [policyFragment, refusalFragment],
);

export const updatePolicyMutation = graphql(
  `
    mutation UpdatePolicy($input: UpdatePolicyInput!) {
      updatePolicy(input: $input) {
        __typename
        ... on UpdatePolicyPayload {
          policy {
            ...Policy
          }
        }
        ...Refusal
      }
    }
  `,
  [policyFragment, refusalFragment],
);

export const archivePolicyMutation = graphql(
  `
    mutation ArchivePolicy($input: ArchivePolicyInput!) {
      archivePolicy(input: $input) {
        __typename
        ... on ArchivePolicyPayload {
          policy {
            ...Policy
          }
        }
        ...Refusal
      }
    }
  `,
  [policyFragment, refusalFragment],
);

export const restorePolicyMutation = graphql(
  `
    mutation RestorePolicy($input: RestorePolicyInput!) {
      restorePolicy(input: $input) {
        __typename
        ... on RestorePolicyPayload {
          policy {
            ...Policy
          }
        }
        ...Refusal
      }
    }
  `,
  [policyFragment, refusalFragment],
);
