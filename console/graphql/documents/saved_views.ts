import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const savedViewRowFragment = graphql(`
  fragment SavedViewRow on SavedView {
    id
    name
    shared
    mine
    editable
    version
    owner {
      name
    }
    project {
      id
    }
    view
  }
`);

/** One view, for an address that names nothing but it. */
export const savedViewQuery = graphql(
  `
    query SavedView($id: ID!) {
      node(id: $id) {
        __typename
        ... on SavedView {
          ...SavedViewRow
        }
      }
    }
  `,
  [savedViewRowFragment],
);

export const createSavedViewMutation = graphql(
  `
    mutation CreateSavedView($input: CreateSavedViewInput!) {
      createSavedView(input: $input) {
        __typename
        ... on CreateSavedViewPayload {
          savedView {
            ...SavedViewRow
          }
        }
        ...Refusal
      }
    }
  `,
  [savedViewRowFragment, refusalFragment],
);

export const updateSavedViewMutation = graphql(
  `
    mutation UpdateSavedView($input: UpdateSavedViewInput!) {
      updateSavedView(input: $input) {
        __typename
        ... on UpdateSavedViewPayload {
          savedView {
            ...SavedViewRow
          }
        }
        ...Refusal
      }
    }
  `,
  [savedViewRowFragment, refusalFragment],
);

export const deleteSavedViewMutation = graphql(
  `
    mutation DeleteSavedView($input: DeleteSavedViewInput!) {
      deleteSavedView(input: $input) {
        __typename
        ...Refusal
      }
    }
  `,
  [refusalFragment],
);
