import { Button } from "../components/Button.tsx";
import type { RowsState } from "./use_rows.ts";

export interface MoreRowsProps {
  state: Pick<RowsState<{ id: string }>, "loading" | "more"> & { list: { value: { next: string | null } } };
  /** Of the page that the rows are on; the cursor is added to it, for readers without a script. */
  path: string;
  /** What there is more of, as in "Show more members". */
  what: string;
}

/** Below a list that goes on: the way to its next page. */
export function MoreRows({ state, path, what }: MoreRowsProps) {
  const { next } = state.list.value;
  if (next === null) return null;
  const join = path.includes("?") ? "&" : "?";
  return (
    <div class="flex justify-center border-t border-base-300 p-2">
      <Button href={`${path}${join}after=${encodeURIComponent(next)}`} size="small" tone="quiet" onClick={state.more}>
        {state.loading.value ? "Loading …" : `Show more ${what}`}
      </Button>
    </div>
  );
}
