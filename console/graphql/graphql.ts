import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./generated/introspection.d.ts";

/**
 * Makes a typed document of a text in GraphQL; the fragments that it uses follow as a list. Operations stand, one export
 * each, in the files of `documents/`: the production build knows them by their id alone.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    /** ISO 8601 in UTC. */
    DateTime: string;
    /** Decimal: JSON's numbers are exact to 53 bits only. */
    BigInt: string;
    /** An exact decimal number. */
    Decimal: string;
    JSON: unknown;
  };
  // What a page has read is passed on to islands as it is; masks would have to be taken off at every step.
  disableMasking: true;
}>();

export type { ResultOf, VariablesOf } from "gql.tada";
