import { graphql } from "../graphql.ts";

/** Who is signed in and where they may go: what the shell's switchers show. */
export const viewerQuery = graphql(`
  query Viewer {
    viewer {
      id
      email
      name
      tenants(first: 100) {
        edges {
          node {
            id
            slug
            name
            timeZone
            viewerRole
            projects(first: 100) {
              edges {
                node {
                  id
                  name
                }
              }
            }
          }
        }
      }
    }
  }
`);
