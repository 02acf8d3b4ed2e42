import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const changeFragment = graphql(`
  fragment Change on ConfigChange {
    kind
    aspect
    path
    before
    after
    sentence
    subject {
      type
      id
      name
      project
    }
  }
`);

const revisionFragment = graphql(`
  fragment Revision on Revision {
    id
    number
    hash
    message
    publishedAt
    publishedBy {
      name
      email
    }
    publishedByServiceAccount {
      name
    }
  }
`);

/** What would be published, and what was: a page of it, the newest first. */
export const publishPageQuery = graphql(
  `
    query PublishPage($slug: String!, $first: Int, $after: String) {
      tenant(slug: $slug) {
        id
        draft {
          differs
          hash
          changes {
            ...Change
          }
          issues {
            path
            message
          }
          baseRevision {
            ...Revision
          }
        }
        revisions(first: $first, after: $after) {
          edges {
            node {
              ...Revision
              changes {
                kind
              }
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
  [changeFragment, revisionFragment],
);

/** How many changes wait to be published, for the shell. */
export const unpublishedQuery = graphql(`
  query Unpublished($slug: String!) {
    tenant(slug: $slug) {
      id
      draftDiffers
      draft {
        changes {
          kind
        }
        issues {
          message
        }
      }
    }
  }
`);

/** Where the routes of a tenant are, for links to what stands against publishing. */
export const routePlacesQuery = graphql(`
  query RoutePlaces($slug: String!) {
    tenant(slug: $slug) {
      id
      projects(first: 100) {
        edges {
          node {
            id
            name
            routes(first: 100) {
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

/** Who changed what since a moment, the latest first. */
export const draftEditsQuery = graphql(`
  query DraftEdits($tenantId: ID!, $filter: AuditEventFilter) {
    auditEvents(tenantId: $tenantId, filter: $filter, first: 100) {
      edges {
        node {
          id
          at
          actor {
            name
            kind
          }
          target {
            id
          }
        }
      }
    }
  }
`);

/** What lies between two states of the configuration. */
export const configDiffQuery = graphql(
  `
    query ConfigDiff($tenantId: ID!, $from: ConfigVersion!, $to: ConfigVersion!) {
      configDiff(tenantId: $tenantId, from: $from, to: $to) {
        ...Change
      }
    }
  `,
  [changeFragment],
);

/** One revision of those that the history shows. */
export const revisionsQuery = graphql(
  `
    query Revisions($slug: String!, $first: Int, $after: String) {
      tenant(slug: $slug) {
        id
        currentRevision {
          number
        }
        revisions(first: $first, after: $after) {
          edges {
            node {
              ...Revision
            }
          }
        }
      }
    }
  `,
  [revisionFragment],
);

/** Goes back to what a revision said; with `dryRun` it only tells what that means. */
export const rollbackMutation = graphql(
  `
    mutation RollbackConfig($input: RollbackConfigInput!) {
      rollbackConfig(input: $input) {
        __typename
        ... on RollbackConfigPayload {
          changed
          changes {
            ...Change
          }
          discarded {
            ...Change
          }
          warnings {
            code
            sentence
            subject {
              type
              id
              name
              project
            }
          }
          revision {
            id
            number
            publishedAt
          }
        }
        ...Refusal
      }
    }
  `,
  [changeFragment, refusalFragment],
);
