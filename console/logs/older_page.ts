import { sinceMs } from "./log_filter.ts";
import type { LogRow } from "./request_log.ts";

/**
 * The address of what is older than a row that no page ends with: by time, so that the row's own millisecond is in it and
 * nothing is left out between. `nowMs` is what `since` is reckoned from.
 */
export function olderThanRow(query: URLSearchParams, row: Pick<LogRow, "ts">, nowMs: number): URLSearchParams {
  const params = new URLSearchParams(query);
  const span = sinceMs(params.get("since") ?? "");
  if (span !== null) params.set("from", new Date(nowMs - span).toISOString());
  params.delete("since");
  params.delete("after");
  params.delete("before");
  params.set("to", new Date(Date.parse(row.ts) + 1).toISOString());
  return params;
}
