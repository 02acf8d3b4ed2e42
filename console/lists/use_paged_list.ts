import { type Signal, useSignal } from "@preact/signals";
import { toast } from "../browser/toasts.ts";
import type { Failure } from "../graphql/failure.ts";
import { type PagedList, withChangedRow, withNextPage } from "./paged_list.ts";

export interface PagedListState<Row extends { id: string }> {
  readonly list: Signal<PagedList<Row>>;
  /** Whether the next page is on its way. */
  readonly loading: Signal<boolean>;
  /** Adds the next page; in place of following the link. */
  more(event: Event): Promise<void>;
  /** Shows a row as it will be, does it, and shows it as it was where that fails. True when it was done. */
  change(row: Row, shown: Row, act: () => Promise<{ kind: "saved"; row: Row } | Failure>): Promise<boolean>;
}

interface UsePagedListOptions<Row extends { id: string }> {
  /** What the server rendered. */
  initial: PagedList<Row>;
  read(after: string): Promise<{ kind: "page"; list: PagedList<Row> } | Failure>;
}

/** An island's list, begun with what the server rendered. */
export function usePagedList<Row extends { id: string }>(
  { initial, read }: UsePagedListOptions<Row>,
): PagedListState<Row> {
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
    else list.value = withNextPage(list.value, page.list);
  };
  const change: PagedListState<Row>["change"] = async (row, shown, act) => {
    list.value = withChangedRow(list.value, shown);
    const outcome = await act();
    list.value = withChangedRow(list.value, outcome.kind === "failed" ? row : outcome.row);
    if (outcome.kind === "failed") toast(outcome.message, "error");
    return outcome.kind !== "failed";
  };
  return { list, loading, more, change };
}
