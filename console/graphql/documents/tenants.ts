import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const createTenantMutation = graphql(
  `
    mutation CreateTenant($input: CreateTenantInput!) {
      createTenant(input: $input) {
        __typename
        ... on CreateTenantPayload {
          tenant {
            id
            slug
            name
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

/** Makes the draft the revision that gateways serve. */
export const publishConfigMutation = graphql(
  `
    mutation PublishConfig($input: PublishConfigInput!) {
      publishConfig(input: $input) {
        __typename
        ... on PublishConfigPayload {
          changed
          revision {
            id
            number
            hash
            publishedAt
          }
        }
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);

/** What gateways serve, and whether the draft differs from it. */
export const publishingQuery = graphql(`
  query Publishing($slug: String!) {
    tenant(slug: $slug) {
      id
      draftDiffers
      currentRevision {
        number
        publishedAt
      }
    }
  }
`);
