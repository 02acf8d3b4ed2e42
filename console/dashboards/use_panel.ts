import { type ReadonlySignal, useSignal } from "@preact/signals";
import { type AnyVariables, createRequest, type TypedDocumentNode } from "@urql/core";
import { useEffect, useRef } from "preact/hooks";
import { browserDependencies } from "../graphql/dependencies.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";

export interface Panel<Data> {
  /** Null until the first answer. While the next one is on its way, it is still of the variables before. */
  readonly outcome: ReadonlySignal<QueryOutcome<Data> | null>;
  readonly fetching: ReadonlySignal<boolean>;
}

export interface PanelOptions<Data, Variables> {
  document: TypedDocumentNode<Data, Variables>;
  /** Null: nothing is to be asked. */
  variables: Variables | null;
  /** What the server rendered the page from: it is not asked for again. */
  initial: QueryOutcome<Data> | null;
  /** Asks anew when it changes. */
  turn: number;
}

/** Keeps a panel of the dashboard supplied. A failed refresh leaves what is there. */
export function usePanel<Data, Variables extends AnyVariables>(
  { document, variables, initial, turn }: PanelOptions<Data, Variables>,
): Panel<Data> {
  const outcome = useSignal(initial);
  const fetching = useSignal(false);
  const request = variables === null ? null : createRequest<Data, Variables>(document, variables);
  const key = request?.key ?? null;
  const asked = useRef(initial === null ? null : { key, turn });
  useEffect(() => {
    if (request === null || (asked.current?.key === key && asked.current?.turn === turn)) return;
    const isRefresh = asked.current?.key === key;
    asked.current = { key, turn };
    fetching.value = true;
    const { client } = browserDependencies();
    const answers = client.executeQuery<Data, Variables>(request, { requestPolicy: "network-only" });
    let isOver = false;
    answers.toPromise().then((result) => {
      if (isOver) return;
      const read = queryOutcome(result);
      if (!isRefresh || read.kind === "data" || outcome.peek()?.kind !== "data") outcome.value = read;
      fetching.value = false;
    });
    return () => {
      isOver = true;
    };
  }, [key, turn]);
  return { outcome, fetching };
}
