import { graphql } from "../graphql.ts";

/** How many requests there were over time, by outcome. */
export const requestLogVolumeQuery = graphql(`
  query RequestLogVolume(
    $projectId: ID
    $tenantId: ID
    $filter: RequestLogFilter
    $from: DateTime!
    $to: DateTime!
    $buckets: Int
  ) {
    requestLogVolume(
      projectId: $projectId
      tenantId: $tenantId
      filter: $filter
      from: $from
      to: $to
      buckets: $buckets
    ) {
      from
      to
      bucketSeconds
      requests
      complete
      countedFrom
      buckets {
        at
        completed
        failed
        denied
        cancelled
        interrupted
      }
    }
  }
`);

/** What a field's value can be chosen from. */
export const requestLogFacetsQuery = graphql(`
  query RequestLogFacets(
    $projectId: ID
    $tenantId: ID
    $field: RequestLogField!
    $name: String
    $contains: String
    $filter: RequestLogFilter
  ) {
    requestLogFacets(
      projectId: $projectId
      tenantId: $tenantId
      field: $field
      name: $name
      contains: $contains
      filter: $filter
      first: 20
    ) {
      values {
        value
        label
        requests
      }
    }
  }
`);
