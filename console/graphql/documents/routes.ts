import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const routeFragment = graphql(`
  fragment Route on Route {
    id
    name
    aliases
    cache {
      ttlSeconds
      answerBytesMax
    }
    tree
    version
    archivedAt
    createdAt
    updatedAt
  }
`);

/** A page of a project's routes, with what is published of them. */
export const routesQuery = graphql(
  `
    query Routes($projectId: ID!, $first: Int, $after: String, $includeArchived: Boolean) {
      node(id: $projectId) {
        __typename
        ... on Project {
          id
          routes(first: $first, after: $after, includeArchived: $includeArchived) {
            edges {
              node {
                ...Route
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
          tenant {
            id
            draftDiffers
            currentRevision {
              number
              publishedAt
              document
            }
          }
        }
      }
    }
  `,
  [routeFragment],
);

/** How much each route was used of late. */
export const routesUsageQuery = graphql(`
  query RoutesUsage($tenantId: ID!, $projectId: ID!, $from: DateTime!, $to: DateTime!) {
    usageSeries(
      tenantId: $tenantId
      projectId: $projectId
      from: $from
      to: $to
      bucket: HOUR
      groupBy: ROUTE
      first: 50
    ) {
      group
      total {
        requests
        errors
      }
    }
  }
`);

const routeChoicesFragment = graphql(`
  fragment RouteChoices on Project {
    id
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
    apiKeys(first: 100) {
      edges {
        node {
          id
          name
        }
      }
    }
    tenant {
      id
      draftDiffers
      providers(first: 100) {
        edges {
          node {
            name
            kind
            preset
          }
        }
      }
    }
  }
`);

/** One route, with what its editor lets one choose from and what is published. */
export const routeQuery = graphql(
  `
    query Route($routeId: ID!, $projectId: ID!) {
      route: node(id: $routeId) {
        __typename
        ... on Route {
          ...Route
          project {
            id
          }
        }
      }
      project: node(id: $projectId) {
        __typename
        ... on Project {
          ...RouteChoices
          tenant {
            currentRevision {
              number
              publishedAt
              document
            }
          }
        }
      }
    }
  `,
  [routeFragment, routeChoicesFragment],
);

/** What the editor of a new route lets one choose from. */
export const newRouteQuery = graphql(
  `
    query NewRoute($projectId: ID!) {
      project: node(id: $projectId) {
        __typename
        ... on Project {
          ...RouteChoices
          tenant {
            currentRevision {
              number
              publishedAt
            }
          }
        }
      }
    }
  `,
  [routeChoicesFragment],
);

/** A route as it is now: what a conflict is about. */
export const routeNowQuery = graphql(
  `
    query RouteNow($routeId: ID!) {
      node(id: $routeId) {
        __typename
        ...Route
      }
    }
  `,
  [routeFragment],
);

/** How a route's targets are, and which ways its latest requests took. */
export const routeTrafficQuery = graphql(`
  query RouteTraffic($tenantId: ID!, $projectId: ID!, $filter: RequestLogFilter) {
    targetHealth(tenantId: $tenantId) {
      targets {
        provider
        model
        state
        errorClass
        failures
        attempts
        since
        until
      }
      coolingKeys {
        provider
        model
        errorClass
        until
      }
    }
    requestLogs(projectId: $projectId, filter: $filter, first: 200) {
      edges {
        node {
          provider
          modelServed
          outcome
          routePath {
            path
            type
          }
        }
      }
    }
  }
`);

export const createEditedRouteMutation = graphql(
  `
    mutation CreateEditedRoute($input: CreateRouteInput!) {
      createRoute(input: $input) {
        __typename
        ... on CreateRoutePayload {
          route {
            ...Route
          }
        }
        ...Refusal
      }
    }
  `,
  [routeFragment, refusalFragment],
);

export const updateEditedRouteMutation = graphql(
  `
    mutation UpdateEditedRoute($input: UpdateRouteInput!) {
      updateRoute(input: $input) {
        __typename
        ... on UpdateRoutePayload {
          route {
            ...Route
          }
        }
        ...Refusal
      }
    }
  `,
  [routeFragment, refusalFragment],
);

export const archiveRouteMutation = graphql(
  `
    mutation ArchiveRoute($input: ArchiveRouteInput!) {
      archiveRoute(input: $input) {
        __typename
        ... on ArchiveRoutePayload {
          route {
            ...Route
          }
        }
        ...Refusal
      }
    }
  `,
  [routeFragment, refusalFragment],
);

export const restoreRouteMutation = graphql(
  `
    mutation RestoreRoute($input: RestoreRouteInput!) {
      restoreRoute(input: $input) {
        __typename
        ... on RestoreRoutePayload {
          route {
            ...Route
          }
        }
        ...Refusal
      }
    }
  `,
  [routeFragment, refusalFragment],
);
