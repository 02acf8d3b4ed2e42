import { graphql } from "../graphql.ts";

const gatewayFragment = graphql(`
  fragment Gateway on FleetGateway {
    instance
    build
    startedAt
    lastSeenAt
    state
    revision {
      number
    }
    revisionsBehind
    acknowledgedAfterSeconds
    refusal {
      reason
      message
    }
  }
`);

/** Which revision every gateway serves. */
export const gatewaysQuery = graphql(
  `
    query Gateways($tenantId: ID!) {
      fleet(tenantId: $tenantId) {
        converged
        currentRevision {
          number
        }
        gateways {
          ...Gateway
        }
      }
    }
  `,
  [gatewayFragment],
);

/** How gateways come to a revision, until all have. */
export const fleetConvergenceSubscription = graphql(
  `
    subscription FleetConvergence($tenantId: ID!, $revision: Int!) {
      fleetConvergence(tenantId: $tenantId, revision: $revision) {
        revision
        applied
        pending
        refused
        idle
        converged
        final
        gateways {
          ...Gateway
        }
      }
    }
  `,
  [gatewayFragment],
);
