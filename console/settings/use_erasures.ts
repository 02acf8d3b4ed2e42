import { useEffect } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { toast } from "../browser/toasts.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { documentVisibility } from "../graphql/tab_visibility.ts";
import type { Rows } from "../lists/rows.ts";
import { type RowsState, useRows } from "../lists/use_rows.ts";
import { type ErasureRow, readSettings } from "./read_settings.ts";

export interface ErasuresState extends RowsState<ErasureRow> {
  begun(row: ErasureRow): void;
}

/** A tenant's erasures; those under way are asked for every two seconds while the page is seen. */
export function useErasures(slug: string, initial: Rows<ErasureRow>): ErasuresState {
  const rows = useRows(initial, async (after) => {
    const page = await readSettings(browserDependencies().client, { slug, after });
    return page.kind === "failed" ? page : { kind: "data", data: page.data.erasures };
  });
  const isUnderWay = rows.list.value.rows.some(({ state }) => state !== "DONE");
  useEffect(() => {
    if (!isUnderWay) return;
    const left = new AbortController();
    const visibility = documentVisibility(document);
    (async () => {
      while (!left.signal.aborted) {
        await browserClock.delay(POLL_MS, left.signal).catch(() => {});
        if (left.signal.aborted || !visibility.visible) continue;
        const page = await readSettings(browserDependencies().client, { slug, after: null });
        if (page.kind === "data") { for (const row of page.data.erasures.rows) rows.put(row); }
      }
    })();
    return () => left.abort();
  }, [isUnderWay]);
  const begun = (row: ErasureRow) => {
    rows.put(row);
    toast("The erasure has begun.", "success");
  };
  return { ...rows, begun };
}

const POLL_MS = 2_000;
