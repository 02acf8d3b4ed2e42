import { useSignal } from "@preact/signals";
import type { TypedDocumentNode } from "@urql/core";
import { useEffect } from "preact/hooks";
import { browserDependencies } from "../graphql/dependencies.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";

/** Asks something about a record once; null until the answer. What was answered before is not asked again: records never change. */
export function useRecordQuery<Data>(
  document: TypedDocumentNode<Data, { id: string }>,
  id: string,
): QueryOutcome<Data> | null {
  const outcome = useSignal<QueryOutcome<Data> | null>(null);
  useEffect(() => {
    let isLatest = true;
    const { client } = browserDependencies();
    client.query(document, { id }, { requestPolicy: "cache-first" }).toPromise()
      .then((result) => {
        if (isLatest) outcome.value = queryOutcome(result);
      });
    return () => {
      isLatest = false;
    };
  }, [id]);
  return outcome.value;
}
