import { graphql } from "../graphql.ts";
import { refusalFragment } from "./refusal.ts";

export const createProjectMutation = graphql(
  `
    mutation CreateProject($input: CreateProjectInput!) {
      createProject(input: $input) {
        __typename
        ... on CreateProjectPayload {
          project {
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
