import { graphql } from "../graphql.ts";
import { requestLogRowFragment } from "./request_logs.ts";

/** A record that repeats another, or is repeated, as a line. */
const replayRowFragment = graphql(`
  fragment ReplayRow on RequestLog {
    requestId
    ts
    outcome
    status
    provider
    modelServed
    costNanoUsd
    timings {
      totalMs
    }
  }
`);

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
      providerKind
      project {
        id
        name
      }
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
      droppedFields
      estimatedTokens
      maxTokensAsked
      tokens {
        cacheWrite
      }
      costBreakdown {
        items {
          kind
          tokens
          unitPriceUsd
          nanoUsd
        }
        multiplier
        priceSource
        unknownBecause
      }
      priceVersion
      replayOf
      original {
        ...ReplayRow
      }
      replays(first: 10) {
        edges {
          node {
            ...ReplayRow
          }
        }
      }
      sequence {
        instance
        n
      }
    }
  `,
  [requestLogRowFragment, replayRowFragment],
);

/** All that is known of one record of a project, or of a tenant; an empty list where the project has none of that id. */
export const requestLogQuery = graphql(
  `
    query RequestLog($projectId: ID, $tenantId: ID, $withProject: Boolean!, $requestId: String!) {
      requestLogs(projectId: $projectId, tenantId: $tenantId, filter: { requestId: $requestId }, first: 1) {
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
