import { graphql } from "../graphql.ts";

/** What would have become of requests that are on record. */
export const replayDraftQuery = graphql(`
  query ReplayDraft($input: ReplayDraftInput!) {
    replayDraft(input: $input) {
      replayed
      compared
      unchanged
      tookMs
      from
      to
      changedTargets {
        from
        to
        requests
        share
        requestLogIds
      }
      newDenials {
        policyId
        policyName
        limit
        errorCode
        requests
        requestLogIds
      }
      noLongerDenied {
        policyId
        policyName
        limit
        errorCode
        requests
        requestLogIds
      }
      modelNotFound {
        errorCode
        requests
        requestLogIds
      }
      unknown {
        reason
        field
        requests
      }
      before {
        ...Side
      }
      after {
        ...Side
      }
    }
  }

  fragment Side on ReplaySide {
    served
    denied
    costNanoUsd
    unpriced
    estimated
    p50Ms
    p95Ms
    latencyUnknown
  }
`);
