import { graphql } from "../graphql.ts";

/** What a place has, by name, for the command palette. */
export const paletteQuery = graphql(`
  query Palette($slug: String!, $projectId: ID!, $hasProject: Boolean!) {
    tenant(slug: $slug) {
      id
      providers(first: 50) {
        edges {
          node {
            id
            name
          }
        }
      }
      policies(first: 50) {
        edges {
          node {
            id
            name
          }
        }
      }
      members(first: 50) {
        edges {
          node {
            id
            person {
              name
              email
            }
          }
        }
      }
    }
    node(id: $projectId) @include(if: $hasProject) {
      __typename
      ... on Project {
        id
        routes(first: 100) {
          edges {
            node {
              id
              name
            }
          }
        }
        apiKeys(first: 50) {
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
`);
