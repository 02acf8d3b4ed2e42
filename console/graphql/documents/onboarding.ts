import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

/** What a tenant has of what the first request needs. */
export const setupTenantQuery = graphql(`
  query SetupTenant($slug: String!) {
    tenant(slug: $slug) {
      id
      currentRevision {
        number
      }
      providers(first: 100) {
        edges {
          node {
            id
            name
            kind
            baseUrl
            apiKeySet
            apiKeyHint
          }
        }
      }
    }
  }
`);

/** The same of a project, and whether there was a request yet. */
export const setupProjectQuery = graphql(`
  query SetupProject($projectId: ID!) {
    node(id: $projectId) {
      __typename
      ... on Project {
        id
        routes(first: 100) {
          edges {
            node {
              id
              name
              tree
              version
            }
          }
        }
        apiKeys(first: 100) {
          edges {
            node {
              name
              state
            }
          }
        }
      }
    }
    requestLogs(projectId: $projectId, first: 1) {
      edges {
        cursor
      }
    }
  }
`);

export const createRouteMutation = graphql(
  `
    mutation CreateRoute($input: CreateRouteInput!) {
      createRoute(input: $input) {
        __typename
        ... on CreateRoutePayload {
          route {
            id
            name
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

export const updateRouteMutation = graphql(
  `
    mutation UpdateRoute($input: UpdateRouteInput!) {
      updateRoute(input: $input) {
        __typename
        ... on UpdateRoutePayload {
          route {
            id
            name
            version
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);
