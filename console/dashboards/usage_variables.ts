import type { BreakdownBy, DashboardView } from "./dashboard_view.ts";
import { isBeyondProjects } from "./dashboard_view.ts";
import { dailyRange, type ViewRange, viewRange } from "./view_range.ts";

/** What a view is of, and when it is looked at. */
export interface DashboardPlace {
  tenantId: string;
  tenantZone: string;
  nowMs: number;
}

/** A view as variables of `UsageOverview`. */
export function overviewVariables(view: DashboardView, place: DashboardPlace) {
  return { tenantId: place.tenantId, ...rangeVariables(viewRange(view, place)), filter: usageFilter(view) };
}

/** As variables of `UsageTop`, for the list of `by`. */
export function topVariables(view: DashboardView, place: DashboardPlace, by: BreakdownBy) {
  return {
    tenantId: place.tenantId,
    ...rangeVariables(rangeFor(view, place, by)),
    filter: filterFor(view, by),
    groupBy: GROUPS[by],
    first: TOP_ROWS,
  };
}

/** As variables of `UsageBreakdown`; null while it is not said by which tag. */
export function breakdownVariables(view: DashboardView, place: DashboardPlace) {
  if (view.by === "tag" && view.tag === "") return null;
  return {
    tenantId: place.tenantId,
    ...rangeVariables(rangeFor(view, place, view.by)),
    filter: filterFor(view, view.by),
    groupBy: GROUPS[view.by],
    ...(view.by === "tag" && { tagName: view.tag }),
    first: BREAKDOWN_SERIES,
  };
}

/** The time that a breakdown or list is summed up over: by days of UTC where hours are not kept. */
export function rangeFor(view: DashboardView, place: DashboardPlace, by: BreakdownBy): ViewRange {
  const range = viewRange(view, place);
  return isDaily(by) ? dailyRange(range.fromMs, range.toMs, "UTC") : range;
}

/** Whether it is kept by day only, and can be narrowed down to projects alone. */
export function isDaily(by: BreakdownBy): boolean {
  return by === "user" || by === "tag";
}

/** Whether a part of the view's filter cannot hold for a breakdown. */
export function isWiderThanFilter(view: DashboardView, by: BreakdownBy): boolean {
  return isDaily(by) && isBeyondProjects(view);
}

export function usageFilter({ filter }: DashboardView) {
  return {
    ...(filter.project.length > 0 && { projectIds: [...filter.project] }),
    ...(filter.key.length > 0 && { apiKeyIds: [...filter.key] }),
    ...(filter.model.length > 0 && { models: [...filter.model] }),
    ...(filter.provider.length > 0 && { providers: [...filter.provider] }),
    ...(filter.route.length > 0 && { routeNames: [...filter.route] }),
    ...(filter.outcome.length > 0 && { outcomes: filter.outcome.map((name) => name.toUpperCase() as ApiOutcome) }),
    ...(filter.error.length > 0 && { errorCodes: [...filter.error] }),
  };
}

type ApiOutcome = "COMPLETED" | "FAILED" | "CANCELLED" | "DENIED" | "INTERRUPTED";

export const GROUPS = {
  model: "MODEL",
  provider: "PROVIDER",
  route: "ROUTE",
  key: "API_KEY",
  project: "PROJECT",
  outcome: "OUTCOME",
  error: "ERROR_CODE",
  user: "END_USER",
  tag: "TAG",
} as const satisfies Record<BreakdownBy, string>;

const TOP_ROWS = 8;
/** As many as there are colours, with one for the rest. */
const BREAKDOWN_SERIES = 7;

function filterFor(view: DashboardView, by: BreakdownBy) {
  const { projectIds, ...rest } = usageFilter(view);
  const projects = projectIds === undefined ? {} : { projectIds };
  return isDaily(by) ? projects : { ...projects, ...rest };
}

function rangeVariables({ fromMs, toMs, bucket, timeZone }: ViewRange) {
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    bucket,
    ...(timeZone !== null && { timeZone }),
  };
}
