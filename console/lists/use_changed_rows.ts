import { toast } from "../browser/toasts.ts";
import type { Failure } from "../graphql/failure.ts";
import type { Rows } from "./rows.ts";
import { type RowsState, useRows } from "./use_rows.ts";

export interface ChangedRowsState<Row> extends RowsState<Row> {
  /** Shows a row as it will be, does it, and shows it as it was where that fails. True when it was done. */
  change(row: Row, shown: Row, act: () => Promise<{ kind: "saved"; row: Row } | Failure>): Promise<boolean>;
}

interface UseChangedRowsOptions<Row> {
  /** What the server rendered. */
  initial: Rows<Row>;
  read(after: string): Promise<{ kind: "page"; list: Rows<Row> } | Failure>;
}

/** An island's list whose rows are changed in place, begun with what the server rendered. */
export function useChangedRows<Row extends { id: string }>(
  { initial, read }: UseChangedRowsOptions<Row>,
): ChangedRowsState<Row> {
  const rows = useRows(initial, async (after) => {
    const page = await read(after);
    return page.kind === "failed" ? page : { kind: "data", data: page.list };
  });
  const change: ChangedRowsState<Row>["change"] = async (row, shown, act) => {
    rows.put(shown);
    const outcome = await act();
    rows.put(outcome.kind === "failed" ? row : outcome.row);
    if (outcome.kind === "failed") toast(outcome.message, "error");
    return outcome.kind !== "failed";
  };
  return { ...rows, change };
}
