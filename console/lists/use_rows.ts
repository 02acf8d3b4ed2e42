import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import type { QueryOutcome } from "../graphql/outcome.ts";
import { type Rows, withMore, withoutRow, withRow } from "./rows.ts";

export interface RowsState<Row> {
  readonly list: Signal<Rows<Row>>;
  /** Whether the next page is on its way. */
  readonly loading: Signal<boolean>;
  /** Adds the next page; in place of following its link. */
  more(event: Event): Promise<void>;
  put(row: Row): void;
  drop(id: string): void;
}

/** An island's list, begun with what the server rendered; `read` gives the page after a cursor. */
export function useRows<Row extends { id: string }>(
  initial: Rows<Row>,
  read: (after: string) => Promise<QueryOutcome<Rows<Row>>>,
): RowsState<Row> {
  const list = useSignal(initial);
  const loading = useSignal(false);
  const more = async (event: Event) => {
    event.preventDefault();
    const { next } = list.value;
    if (loading.value || next === null) return;
    loading.value = true;
    const page = await read(next);
    loading.value = false;
    if (page.kind === "failed") toast(page.message, "error");
    else list.value = withMore(list.value, page.data);
  };
  return {
    list,
    loading,
    more,
    put: (row) => list.value = withRow(list.value, row),
    drop: (id) => list.value = withoutRow(list.value, id),
  };
}
