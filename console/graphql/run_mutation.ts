import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { browserDependencies } from "./dependencies.ts";
import { type MutationOutcome, mutationOutcome } from "./outcome.ts";

/** Runs a mutation from a handler of an island; `select` names its field. Never rejects. */
export async function runMutation<Data, Variables extends AnyVariables, Union extends { __typename: string }>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  select: (data: Data) => Union,
): Promise<MutationOutcome<Union>> {
  const { client } = browserDependencies();
  return mutationOutcome(await client.mutation<Data, Variables>(document, variables).toPromise(), select);
}
