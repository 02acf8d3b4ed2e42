import { graphql } from "../graphql.ts";

/** What can be asked for in a project. */
export const playgroundQuery = graphql(`
  query Playground($projectId: ID!, $slug: String!) {
    node(id: $projectId) {
      __typename
      ... on Project {
        id
        allowDirectModels
        routes(first: 100) {
          edges {
            node {
              id
              name
              aliases
              tree
            }
          }
        }
      }
    }
    tenant(slug: $slug) {
      id
      providers(first: 100) {
        edges {
          node {
            id
            name
          }
        }
      }
    }
  }
`);

/** What became of one request of the playground. */
export const playgroundRecordQuery = graphql(`
  query PlaygroundRecord($id: ID!) {
    node(id: $id) {
      __typename
      ... on RequestLog {
        id
        requestId
        outcome
        provider
        modelServed
        costNanoUsd
        tokens {
          input
          output
          cacheRead
          reasoning
        }
        timings {
          ttftMs
          totalMs
        }
      }
    }
  }
`);
