import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { browserDependencies } from "./dependencies.ts";
import { type QueryOutcome, queryOutcome } from "./outcome.ts";

/** Asks from a handler of an island, past what is kept. Never rejects. */
export async function runQuery<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<QueryOutcome<Data>> {
  const { client } = browserDependencies();
  return queryOutcome(
    await client.query<Data, Variables>(document, variables, { requestPolicy: "network-only" }).toPromise(),
  );
}
