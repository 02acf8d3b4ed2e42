import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

/** Prompt and answer of a record. Each reading is on the audit trail: to be asked for only when somebody looks. */
export const requestBodiesQuery = graphql(`
  query RequestBodies($id: ID!) {
    node(id: $id) {
      __typename
      ... on RequestLog {
        bodies {
          state
          request {
            text
            bytes
            truncated
            mediaCharacters
            redactions {
              name
              count
            }
          }
          answer {
            text
            bytes
            truncated
            mediaCharacters
            redactions {
              name
              count
            }
          }
        }
      }
    }
  }
`);

/** Why a recorded request went where it went, with the tree of its revision and what that revision changed. */
export const requestExplanationQuery = graphql(`
  query RequestExplanation($id: ID!) {
    node(id: $id) {
      __typename
      ... on RequestLog {
        routeName
        project {
          id
        }
        explanation {
          match {
            kind
            message
          }
          verdicts {
            policyId
            policyName
            isKeysOwn
            limit
            verdict
            remaining
            resetAt
          }
          errorMeaning
          unknowns {
            part
            message
          }
          walk {
            __typename
            pointer
            candidate
            ... on RouteWhenStep {
              holds
            }
            ... on RouteSplitStep {
              chose
              decidedBy
              stickyBy
              stickyValue
            }
          }
          revision {
            number
            message
            publishedAt
            publishedBy {
              name
              email
            }
            publishedByServiceAccount {
              name
            }
            document
            changes {
              kind
              sentence
            }
          }
        }
      }
    }
  }
`);

/** Sends a captured request once more, to another target. */
export const replayRequestMutation = graphql(
  `
    mutation ReplayRequest($input: ReplayRequestInput!) {
      replayRequest(input: $input) {
        __typename
        ... on ReplayRequestPayload {
          status
          answer
          answerTruncated
          originalAnswer
          costNanoUsd
          originalCostNanoUsd
          requestLog {
            requestId
            outcome
            provider
            modelServed
            tokens {
              input
              output
            }
            timings {
              ttftMs
              totalMs
            }
          }
        }
        ... on NotReplayableError {
          reason
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);
