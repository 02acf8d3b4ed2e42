import { filterConditions } from "./filter_conditions.ts";
import { type LogFilter, sinceMs } from "./log_filter.ts";
import type { LogScope } from "./log_scope.ts";

/** Where the records of a filter are as a file. `nowMs` is what `since` is reckoned from. */
export function exportHref(
  format: "csv" | "jsonl",
  { scope, filter, nowMs }: { scope: LogScope; filter: LogFilter; nowMs: number },
): string {
  const params = new URLSearchParams(scope);
  const from = filter.from ??
    (filter.since === undefined ? undefined : new Date(nowMs - sinceMs(filter.since)!).toISOString());
  if (from !== undefined) params.set("from", from);
  if (filter.to !== undefined) params.set("to", filter.to);
  const where = filterConditions(filter);
  if (where.length > 0) params.set("where", JSON.stringify(where));
  return `/api/export/logs.${format}?${params}`;
}
