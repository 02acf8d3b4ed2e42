import { graphql, type ResultOf } from "../graphql.ts";

const usageSumFragment = graphql(`
  fragment UsageSum on Usage {
    requests
    errors
    denied
    cancelled
    cacheHits
    inputTokens
    cacheReadTokens
    cacheWriteTokens
    outputTokens
    reasoningTokens
    costNanoUsd
    unpriced
    latency {
      p50Ms
      p95Ms
      p99Ms
    }
    timeToFirstToken {
      p50Ms
      p95Ms
      p99Ms
    }
  }
`);

/** What some requests sum up to. */
export type UsageSum = ResultOf<typeof usageSumFragment>;

/** All requests of a time, its hours or days, and the same before it. */
export const usageOverviewQuery = graphql(
  `
    query UsageOverview(
      $tenantId: ID!
      $bucket: UsageBucket!
      $timeZone: String
      $from: DateTime!
      $to: DateTime!
      $filter: UsageFilter
    ) {
      usageSeries(tenantId: $tenantId, bucket: $bucket, timeZone: $timeZone, from: $from, to: $to, filter: $filter) {
        total {
          ...UsageSum
        }
        points {
          at
          usage {
            ...UsageSum
          }
        }
        previous {
          from
          to
          total {
            ...UsageSum
          }
          points {
            at
            usage {
              requests
              costNanoUsd
              inputTokens
              outputTokens
              cacheHits
              latency {
                p95Ms
              }
              timeToFirstToken {
                p95Ms
              }
            }
          }
        }
        errorBreakdown {
          errorCode
          outcome
          requests
        }
      }
    }
  `,
  [usageSumFragment],
);

/** Who or what there was most of. */
export const usageTopQuery = graphql(`
  query UsageTop(
    $tenantId: ID!
    $bucket: UsageBucket!
    $timeZone: String
    $from: DateTime!
    $to: DateTime!
    $filter: UsageFilter
    $groupBy: UsageGroupBy!
    $first: Int!
  ) {
    usageSeries(
      tenantId: $tenantId
      bucket: $bucket
      timeZone: $timeZone
      from: $from
      to: $to
      filter: $filter
      groupBy: $groupBy
      first: $first
      other: true
    ) {
      group
      isOther
      total {
        requests
        errors
        costNanoUsd
        unpriced
      }
    }
  }
`);

/** One figure over time, told apart. */
export const usageBreakdownQuery = graphql(`
  query UsageBreakdown(
    $tenantId: ID!
    $bucket: UsageBucket!
    $timeZone: String
    $from: DateTime!
    $to: DateTime!
    $filter: UsageFilter
    $groupBy: UsageGroupBy!
    $tagName: String
    $first: Int!
  ) {
    usageSeries(
      tenantId: $tenantId
      bucket: $bucket
      timeZone: $timeZone
      from: $from
      to: $to
      filter: $filter
      groupBy: $groupBy
      tagName: $tagName
      first: $first
      other: true
    ) {
      group
      isOther
      points {
        at
        usage {
          requests
          errors
          costNanoUsd
          inputTokens
          outputTokens
          latency {
            p95Ms
          }
        }
      }
    }
  }
`);

/** What came in, every second. */
export const usageLiveSubscription = graphql(`
  subscription UsageLive($tenantId: ID!, $projectId: ID) {
    usageLive(tenantId: $tenantId, projectId: $projectId) {
      at
      intervalMs
      gap
      requests
      errors
      inputTokens
      outputTokens
      costNanoUsd
      latency {
        p95Ms
      }
      timeToFirstToken {
        p95Ms
      }
    }
  }
`);

/** What usage can be narrowed down to. */
export const usageChoicesQuery = graphql(`
  query UsageChoices($slug: String!) {
    tenant(slug: $slug) {
      id
      apiKeys(first: 100) {
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
            id
            name
          }
        }
      }
    }
  }
`);

/** The names of API keys, of those that are not among the newest. */
export const apiKeyNamesQuery = graphql(`
  query ApiKeyNames($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      ... on ApiKey {
        id
        name
      }
    }
  }
`);
