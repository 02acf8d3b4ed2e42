/** What a dashboard shows: it stands in the address, so that it can be sent to somebody. */
export interface DashboardView {
  /** A time that ends now; null where it has a beginning and an end of its own. */
  range: RangeName | null;
  /** ISO 8601 in UTC, both or neither. */
  from: string | null;
  to: string | null;
  /** IANA name of the zone that days are of; null: the tenant's. */
  zone: string | null;
  /** Whether the same time before is shown beside it. */
  compare: boolean;
  filter: DashboardFilter;
  /** What the figure of the breakdown is told apart by. */
  by: BreakdownBy;
  /** Of `by: "tag"`: which. */
  tag: string;
  metric: BreakdownMetric;
  /** Whether all charts are shown as tables. */
  tables: boolean;
}

/** One of each must fit; an empty list is no demand. */
export type DashboardFilter = Readonly<Record<FilterName, readonly string[]>>;
export type FilterName = (typeof FILTER_NAMES)[number];

/** As they stand in addresses; projects and keys by their global ids. */
export const FILTER_NAMES = ["project", "key", "model", "provider", "route", "outcome", "error"] as const;

export type RangeName = keyof typeof RANGES;
/** What can be chosen with one click, in hours. */
export const RANGES = { "6h": 6, "24h": 24, "7d": 168, "30d": 720, "90d": 2_160 } as const;

export type BreakdownBy = (typeof BREAKDOWNS)[number];
export const BREAKDOWNS = [
  "model",
  "provider",
  "route",
  "key",
  "project",
  "outcome",
  "error",
  "user",
  "tag",
] as const;

export type BreakdownMetric = (typeof METRICS)[number];
export const METRICS = ["requests", "cost", "tokens", "errors", "latency"] as const;

export const OUTCOMES = ["completed", "failed", "cancelled", "denied", "interrupted"] as const;

export const DEFAULT_VIEW: DashboardView = {
  range: "24h",
  from: null,
  to: null,
  zone: null,
  compare: true,
  filter: { project: [], key: [], model: [], provider: [], route: [], outcome: [], error: [] },
  by: "model",
  tag: "",
  metric: "requests",
  tables: false,
};

/** The view with a value added to its filter, or taken out of it where it is in. */
export function toggleFilter(view: DashboardView, name: FilterName, value: string): DashboardView {
  const values = view.filter[name];
  const changed = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return { ...view, filter: { ...view.filter, [name]: changed } };
}

export function isFiltered({ filter }: DashboardView): boolean {
  return FILTER_NAMES.some((name) => filter[name].length > 0);
}

/** Whether something is asked for that sums by end user or tag cannot be narrowed down to. */
export function isBeyondProjects({ filter }: DashboardView): boolean {
  return FILTER_NAMES.some((name) => name !== "project" && filter[name].length > 0);
}
