import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { AnyVariables, Client, TypedDocumentNode } from "@urql/core";
import { type MutationOutcome, mutationOutcome } from "./outcome.ts";

export interface Mutation<Variables, Union> {
  /** Whether an answer is on its way. */
  readonly running: ReadonlySignal<boolean>;
  /** Resolves with what came of it; never rejects. A session that ended leaves the caller's state alone: run it again. */
  run(variables: Variables): Promise<MutationOutcome<Union>>;
}

/** A mutation for an island's form; `select` names its field, as in `(data) => data.createProject`. */
export function useMutation<Data, Variables extends AnyVariables, Union extends { __typename: string }>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  { select }: { select: (data: Data) => Union },
): Mutation<Variables, Union> {
  const running = useSignal(false);
  return {
    running,
    run: async (variables) => {
      running.value = true;
      try {
        return mutationOutcome(await client.mutation<Data, Variables>(document, variables).toPromise(), select);
      } finally {
        running.value = false;
      }
    },
  };
}
