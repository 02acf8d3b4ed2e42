import type { Client } from "@urql/core";
import { savedViewQuery } from "../graphql/documents/saved_views.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { Failure } from "../graphql/failure.ts";
import { type FilterProblem, readFilter, writeFilter } from "./filter_url.ts";
import { apiFilter, type ApiLogFilter, type LogFilter, timelessFilter } from "./log_filter.ts";
import { pageHref, readPosition } from "./log_position.ts";
import type { LogScope } from "./log_scope.ts";
import { type LogsPage, readLogsPage } from "./read_logs_page.ts";
import { type SavedView, viewFilter } from "./saved_view.ts";

export interface OpenLogsOptions {
  url: URL;
  /** The log's address without a filter. */
  path: string;
  scope: LogScope;
  tenantId: string;
  nowMs: number;
}

/** All that a page of the log is made of. */
export interface OpenedLogs {
  path: string;
  scope: LogScope;
  tenantId: string;
  /** The filter, and the view, as they stand in the address. */
  query: string;
  filter: LogFilter;
  pageFilter: ApiLogFilter;
  /** What a live tail is narrowed down to; null where the page is not the newest or its time is over. */
  liveFilter: ApiLogFilter | null;
  problems: readonly FilterProblem[];
  /** As it was written, where it is not right; else as it is read. */
  text: string;
  page: LogsPage;
  isNewest: boolean;
  /** The view that the address names, when there is one. */
  view: SavedView | null;
}

export type OpenLogsOutcome = { kind: "opened"; logs: OpenedLogs } | { kind: "redirect"; href: string } | Failure;

/** Opens the log at an address: a filter has one address only, and a view alone is spelt out. */
export async function openLogs(client: Client, options: OpenLogsOptions): Promise<OpenLogsOutcome> {
  const { url: { searchParams }, path, scope, tenantId, nowMs } = options;
  const { filter, problems } = readFilter(searchParams);
  const position = readPosition(searchParams);
  const viewId = searchParams.get("view")?.slice(0, 256) || null;
  if (viewId !== null && [...searchParams.keys()].every((name) => name === "view")) {
    const written = await writtenView(client, viewId);
    if (written !== null && written.size > 0) return { kind: "redirect", href: `${path}?${withView(written, viewId)}` };
  }
  const query = withView(writeFilter(filter), viewId).toString();
  // What a form sends has fields without a value and times without a zone.
  const canonical = pageHref(path, query, position);
  const asked = searchParams.size === 0 ? path : `${path}?${searchParams}`;
  if (problems.length === 0 && canonical !== asked) return { kind: "redirect", href: canonical };
  const outcome = await readLogsPage(client, { scope, tenantId, filter, position, nowMs });
  if (outcome.kind === "failed") return outcome;
  const { page } = outcome;
  const isOver = filter.to !== undefined && Date.parse(filter.to) <= nowMs;
  const isNewest = position.kind === "newest" || (position.kind === "newer" && page.newer === null);
  const isLive = isNewest && !isOver && page.refused.length === 0;
  const logs: OpenedLogs = {
    path,
    scope,
    tenantId,
    query,
    filter,
    pageFilter: apiFilter(filter, nowMs),
    liveFilter: isLive ? timelessFilter(filter) : null,
    problems,
    text: problems.some(({ param }) => param === "q") ? searchParams.get("q")! : writeFilter(filter).get("q") ?? "",
    page,
    isNewest,
    view: page.choices.views.find(({ id }) => id === viewId) ?? null,
  };
  return { kind: "opened", logs };
}

/** A filter's address with the view that it comes from. */
export function withView(params: URLSearchParams, viewId: string | null): URLSearchParams {
  const written = new URLSearchParams(viewId === null ? {} : { view: viewId });
  for (const [name, value] of params) written.append(name, value);
  return written;
}

async function writtenView(client: Client, id: string): Promise<URLSearchParams | null> {
  const outcome = queryOutcome(await client.query(savedViewQuery, { id }).toPromise());
  // A view that is gone is no reason not to show the log.
  if (outcome.kind === "failed" || outcome.data.node?.__typename !== "SavedView") return null;
  return writeFilter(viewFilter(outcome.data.node.view));
}
