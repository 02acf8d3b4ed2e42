import type { savedViewRowFragment } from "../graphql/documents/saved_views.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { filterConditions } from "./filter_conditions.ts";
import { readColumns, type ShownColumn } from "./shown_columns.ts";
import type { LogCondition } from "./log_condition.ts";
import { type LogFilter, sinceMs } from "./log_filter.ts";

/** A view as the API gives it. */
export type SavedView = ResultOf<typeof savedViewRowFragment>;

/** What a view says, as the API keeps it. */
export interface ViewContent {
  where?: LogCondition[];
  columns?: ShownColumn[];
  sort?: { field: "TIME"; direction: "DESC" };
  range?: { lastMinutes: number } | { from: string; to: string };
}

/** What a table shows now, to be kept. `nowMs` ends a span that has a beginning alone. */
export function viewContent(
  filter: LogFilter,
  { columns, nowMs }: { columns: readonly ShownColumn[] | null; nowMs: number },
): ViewContent {
  const where = filterConditions(filter);
  const range = rangeOf(filter, nowMs);
  return {
    ...(where.length > 0 && { where }),
    ...(columns !== null && { columns: [...columns] }),
    ...(range !== null && { range }),
  };
}

/** The filter of a view; what it says in a way that this console does not know is left out. */
export function viewFilter(view: unknown): LogFilter {
  const { where, range } = (view ?? {}) as ViewContent;
  return {
    ...(Array.isArray(where) && where.length > 0 && { where }),
    ...(range !== undefined && ("lastMinutes" in range ? { since: sinceOf(range.lastMinutes) } : range)),
  };
}

/** Its columns; null where it says none. */
export function viewColumns(view: unknown): ShownColumn[] | null {
  return readColumns((view as ViewContent | null)?.columns);
}

function rangeOf({ since, from, to }: LogFilter, nowMs: number): NonNullable<ViewContent["range"]> | null {
  if (since !== undefined) return { lastMinutes: sinceMs(since)! / 60_000 };
  if (from === undefined && to === undefined) return null;
  return { from: from ?? new Date(0).toISOString(), to: to ?? new Date(nowMs).toISOString() };
}

function sinceOf(minutes: number): string {
  if (minutes % 1_440 === 0) return `${minutes / 1_440}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
