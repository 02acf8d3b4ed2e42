import { graphql } from "../graphql.ts";

/** What a request would come to that nobody made: by the saved draft, with health, prices and counters as they are now. */
export const explainRouteQuery = graphql(`
  query ExplainRoute($input: ExplainRouteInput!) {
    explainRoute(input: $input) {
      match {
        kind
        message
      }
      answer {
        allowed
        status
        errorCode
        message
      }
      candidates {
        position
        provider
        model
        priceNanoUsd
        openUntil
      }
      limits {
        policyName
        limit
        verdict
        enforced
        used
        max
      }
      tokens {
        input
        output
        isOutputAssumed
      }
      costNanoUsd
      unknowns {
        message
      }
    }
  }
`);
