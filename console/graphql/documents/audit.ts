import { graphql } from "../graphql.ts";

export const auditQuery = graphql(`
  query Audit($tenantId: ID!, $filter: AuditEventFilter, $after: String) {
    auditEvents(tenantId: $tenantId, filter: $filter, first: 50, after: $after) {
      edges {
        node {
          id
          at
          action
          ipAddress
          requestId
          actor {
            kind
            id
            name
            email
          }
          target {
            kind
            id
            name
          }
          changes {
            path
            before
            after
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
