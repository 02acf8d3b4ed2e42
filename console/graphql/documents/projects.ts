import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const projectFragment = graphql(`
  fragment Project on Project {
    id
    name
    allowDirectModels
    capture {
      enabled
      bytesMax
      retentionDays
      redact
    }
    archivedAt
    createdAt
    updatedAt
    version
  }
`);

export const projectsQuery = graphql(
  `
    query Projects($slug: String!, $first: Int, $after: String, $includeArchived: Boolean) {
      tenant(slug: $slug) {
        id
        draftDiffers
        currentRevision {
          number
          publishedAt
        }
        projects(first: $first, after: $after, includeArchived: $includeArchived) {
          edges {
            node {
              ...Project
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [projectFragment],
);

export const projectQuery = graphql(
  `
    query Project($id: ID!) {
      node(id: $id) {
        __typename
        ... on Project {
          ...Project
          tenant {
            id
          }
        }
      }
    }
  `,
  [projectFragment],
);

export const createProjectMutation = graphql(
  `
    mutation CreateProject($input: CreateProjectInput!) {
      createProject(input: $input) {
        __typename
        ... on CreateProjectPayload {
          project {
            ...Project
          }
        }
        ...Refusal
      }
    }
  `,
  [projectFragment, refusalFragment],
);

export const updateProjectMutation = graphql(
  `
    mutation UpdateProject($input: UpdateProjectInput!) {
      updateProject(input: $input) {
        __typename
        ... on UpdateProjectPayload {
          project {
            ...Project
          }
        }
        ...Refusal
      }
    }
  `,
  [projectFragment, refusalFragment],
);

export const archiveProjectMutation = graphql(
  `
    mutation ArchiveProject($input: ArchiveProjectInput!) {
      archiveProject(input: $input) {
        __typename
        ... on ArchiveProjectPayload {
          project {
            ...Project
          }
        }
        ...Refusal
      }
    }
  `,
  [projectFragment, refusalFragment],
);

export const restoreProjectMutation = graphql(
  `
    mutation RestoreProject($input: RestoreProjectInput!) {
      restoreProject(input: $input) {
        __typename
        ... on RestoreProjectPayload {
          project {
            ...Project
          }
        }
        ...Refusal
      }
    }
  `,
  [projectFragment, refusalFragment],
);
