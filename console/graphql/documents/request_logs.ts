import { graphql } from "../graphql.ts";

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
    stream
    costNanoUsd
    tokens {
      input
      output
    }
    timings {
      ttftMs
      totalMs
    }
  }
`);

/** What a filter can be chosen from. A hundred of each: beyond that one types. */
const logChoicesFragment = graphql(`
  fragment LogChoices on Query {
    node(id: $projectId) {
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
    }
  }
`);

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

/** The newest records, the newest first: what a live tail catches up with. */
export const requestLogsQuery = graphql(
  `
    query RequestLogs($projectId: ID!, $filter: RequestLogFilter, $first: Int) {
      requestLogs(projectId: $projectId, filter: $filter, first: $first) {
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
      $projectId: ID!
      $filter: RequestLogFilter
      $first: Int
      $after: String
      $last: Int
      $before: String
    ) {
      requestLogs(
        projectId: $projectId
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
    query LogChoices($projectId: ID!) {
      ...LogChoices
    }
  `,
  [logChoicesFragment],
);

/** For `LiveTail`, which moves `$after`. */
export const requestLogTailSubscription = graphql(
  `
    subscription RequestLogTail($projectId: ID!, $filter: RequestLogFilter, $after: String) {
      requestLogTail(projectId: $projectId, filter: $filter, after: $after) {
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

const requestLogDetailFragment = graphql(
  `
    fragment RequestLogDetail on RequestLog {
      ...RequestLogRow
      apiKey {
        id
        keyId
        name
      }
      keyVersion
      endUser
      tags
      revisionNumber
      revisionHash
      revision {
        id
        publishedAt
        message
        publishedBy {
          name
          email
        }
      }
      routePath {
        path
        type
        chose
      }
      conditionInputs
      dialect
      providerKind
      attempts {
        provider
        model
        credentialId
        startedAt
        firstByteMs
        endMs
        outcome
        status
        errorClass
        error
      }
      policyVerdicts {
        policyId
        counterKey
        limit
        verdict
        remaining
        resetAt
      }
      charges {
        counterKey
        period
        nanoUsd
      }
      degradation
      cacheHit
      droppedFields
      estimatedTokens
      maxTokensAsked
      tokens {
        cacheRead
        cacheWrite
        reasoning
      }
      timings {
        queueMs
        overheadMs
      }
      priceVersion
      replayOf
      traceId
      sequence {
        instance
        n
      }
    }
  `,
  [requestLogRowFragment],
);

/** All that is known of one record of a project; an empty list where the project has none of that id. */
export const requestLogQuery = graphql(
  `
    query RequestLog($projectId: ID!, $requestId: String!) {
      requestLogs(projectId: $projectId, filter: { requestId: $requestId }, first: 1) {
        edges {
          node {
            ...RequestLogDetail
          }
        }
      }
    }
  `,
  [requestLogDetailFragment],
);
