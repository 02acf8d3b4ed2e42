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

/** The newest first. */
export const requestLogsQuery = graphql(
  `
    query RequestLogs($projectId: ID!, $filter: RequestLogFilter, $first: Int, $after: String) {
      requestLogs(projectId: $projectId, filter: $filter, first: $first, after: $after) {
        edges {
          cursor
          node {
            ...RequestLogRow
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [requestLogRowFragment],
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

/** All that is known of one record. */
export const requestLogQuery = graphql(
  `
    query RequestLog($id: ID!) {
      node(id: $id) {
        __typename
        ... on RequestLog {
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
            limit
            verdict
            remaining
            resetAt
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
        }
      }
    }
  `,
  [requestLogRowFragment],
);
