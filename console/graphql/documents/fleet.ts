import { graphql } from "../graphql.ts";

/** The gateways that are alive, and what troubles them. */
export const fleetQuery = graphql(`
  query Fleet($tenantId: ID!) {
    fleet(tenantId: $tenantId) {
      converged
      currentRevision {
        number
        hash
      }
      gateways {
        instance
        build
        startedAt
        lastSeenAt
        state
        revision {
          number
          hash
        }
        revisionsBehind
        acknowledgedAt
        acknowledgedAfterSeconds
        refusal {
          reason
          message
        }
        requestsInFlight
        recordsLost
        troubledTargets {
          provider
          model
          state
          errorClass
          attempts
          failures
          since
          until
        }
      }
    }
  }
`);
