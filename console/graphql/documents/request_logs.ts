import { graphql } from "../graphql.ts";
import { savedViewRowFragment } from "./saved_views.ts";

/** What a line of the table shows; the same from a page and from the live tail. */
export const requestLogRowFragment = graphql(`
  fragment RequestLogRow on RequestLog {
    id
    requestId
    ts
    outcome
    status
    errorCode
    modelAsked
    modelServed
    provider
    routeName
    apiKeyId
    project @include(if: $withProject) {
      id
      name
    }
    stream
    endUser
    tags
    dialect
    cacheHit
    revisionNumber
    traceId
    calls: attempts {
      provider
    }
    costNanoUsd
    tokens {
      input
      output
      cacheRead
      reasoning
    }
    timings {
      queueMs
      overheadMs
      ttftMs
      totalMs
    }
  }
`);

/** What a filter can be chosen from. A hundred of each: beyond that one types. */
const logChoicesFragment = graphql(
  `
    fragment LogChoices on Query {
      node(id: $placeId) {
        __typename
        ... on Project {
          apiKeys(first: 100) {
            edges {
              node {
                id
                name
                keyId
              }
            }
          }
          routes(first: 100) {
            edges {
              node {
                name
              }
            }
          }
          tenant {
            providers(first: 100, includeArchived: true) {
              edges {
                node {
                  name
                }
              }
            }
          }
        }
        ... on Tenant {
          projects(first: 100, includeArchived: true) {
            edges {
              node {
                id
                name
              }
            }
          }
          providers(first: 100, includeArchived: true) {
            edges {
              node {
                name
              }
            }
          }
        }
      }
      savedViews(tenantId: $tenantOfViews, projectId: $projectId, first: 100) {
        edges {
          node {
            ...SavedViewRow
          }
        }
      }
    }
  `,
  [savedViewRowFragment],
);

const requestLogPageFragment = graphql(
  `
    fragment RequestLogPage on RequestLogConnection {
      edges {
        node {
          ...RequestLogRow
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  `,
  [requestLogRowFragment],
);

/** Records, the newest first: what a live tail catches up with, and what a table has beyond its page. */
export const requestLogsQuery = graphql(
  `
    query RequestLogs(
      $projectId: ID
      $tenantId: ID
      $withProject: Boolean!
      $filter: RequestLogFilter
      $first: Int
      $after: String
      $last: Int
      $before: String
    ) {
      requestLogs(
        projectId: $projectId
        tenantId: $tenantId
        filter: $filter
        first: $first
        after: $after
        last: $last
        before: $before
      ) {
        ...RequestLogPage
      }
    }
  `,
  [requestLogPageFragment],
);

/** A page of the log with all that it shows: the records, the newest first, and what a filter can be chosen from. */
export const logsPageQuery = graphql(
  `
    query LogsPage(
      $placeId: ID!
      $tenantOfViews: ID!
      $projectId: ID
      $tenantId: ID
      $withProject: Boolean!
      $filter: RequestLogFilter
      $first: Int
      $after: String
      $last: Int
      $before: String
    ) {
      requestLogs(
        projectId: $projectId
        tenantId: $tenantId
        filter: $filter
        first: $first
        after: $after
        last: $last
        before: $before
      ) {
        ...RequestLogPage
      }
      ...LogChoices
    }
  `,
  [requestLogPageFragment, logChoicesFragment],
);

/** What a filter can be chosen from, where the records cannot be asked for because the filter is not right. */
export const logChoicesQuery = graphql(
  `
    query LogChoices($placeId: ID!, $tenantOfViews: ID!, $projectId: ID) {
      ...LogChoices
    }
  `,
  [logChoicesFragment],
);

/** For `LiveTail`, which moves `$after`. */
export const requestLogTailSubscription = graphql(
  `
    subscription RequestLogTail(
      $projectId: ID
      $tenantId: ID
      $withProject: Boolean!
      $filter: RequestLogFilter
      $after: String
    ) {
      requestLogTail(projectId: $projectId, tenantId: $tenantId, filter: $filter, after: $after) {
        cursor
        dropped
        gap
        log {
          ...RequestLogRow
        }
      }
    }
  `,
  [requestLogRowFragment],
);
