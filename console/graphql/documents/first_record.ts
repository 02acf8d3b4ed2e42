import { graphql } from "../graphql.ts";

/** Whether a project has had a request yet. */
export const firstRecordQuery = graphql(`
  query FirstRecord($projectId: ID!) {
    requestLogs(projectId: $projectId, first: 1) {
      edges {
        cursor
      }
    }
  }
`);
