import { graphql } from "../graphql.ts";

/** What every mutation asks of an outcome other than success; spread it into each result. */
export const refusalFragment = graphql(`
  fragment Refusal on Error {
    __typename
    code
    message
    ... on ValidationError {
      issues {
        path
        message
      }
    }
  }
`);
