import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { AnyVariables, Client, TypedDocumentNode } from "@urql/core";
import { createRequest } from "@urql/core";
import { useCallback, useEffect } from "preact/hooks";
import { type QueryOutcome, queryOutcome } from "./outcome.ts";

export interface Query<Data> {
  /** Null until the first answer, when the server rendered none. */
  readonly outcome: ReadonlySignal<QueryOutcome<Data> | null>;
  /** Whether an answer is on its way; what is shown until then may be old. */
  readonly fetching: ReadonlySignal<boolean>;
  /** Asks anew. */
  refresh(): void;
}

export interface QueryOptions<Data, Variables> {
  client: Client;
  document: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  /** What the server rendered the page from, shown until the browser's own answer is there. */
  initial?: QueryOutcome<Data> | undefined;
}

/** Keeps an island supplied with a query's data: asked on mounting, when variables change, and after mutations of its types. */
export function useQuery<Data, Variables extends AnyVariables>(
  { client, document, variables, initial }: QueryOptions<Data, Variables>,
): Query<Data> {
  const outcome = useSignal<QueryOutcome<Data> | null>(initial ?? null);
  const fetching = useSignal(false);
  const request = createRequest(document, variables);
  useEffect(() => {
    fetching.value = true;
    const { unsubscribe } = client.executeQuery<Data, Variables>(request).subscribe((result) => {
      outcome.value = queryOutcome(result);
      fetching.value = result.stale;
    });
    return unsubscribe;
    // The key stands for document and variables: objects that are equal ask no second time.
  }, [client, request.key]);
  const refresh = useCallback(() => {
    fetching.value = true;
    // Whoever listens to the same request is told, this island among them.
    client.executeQuery<Data, Variables>(request, { requestPolicy: "network-only" }).toPromise();
  }, [client, request.key]);
  return { outcome, fetching, refresh };
}
