import { instantOfLocal, isTimeZone } from "../logs/zoned_time.ts";
import {
  BREAKDOWNS,
  type DashboardView,
  DEFAULT_VIEW,
  FILTER_NAMES,
  type FilterName,
  METRICS,
  OUTCOMES,
  type RangeName,
  RANGES,
} from "./dashboard_view.ts";

export interface ReadView {
  view: DashboardView;
  /** What of the address is not right, in sentences; the rest of it counts. */
  problems: readonly string[];
}

/**
 * Reads a view from an address or from the form that makes one, whose times have no zone: they are of the one in `in`,
 * else of UTC. `preset` is the range that holds where the form has no times.
 */
export function readView(params: URLSearchParams): ReadView {
  const problems: string[] = [];
  const span = readSpan(params, problems);
  const zone = readZone(params, problems);
  const view: DashboardView = {
    ...span,
    zone,
    compare: params.get("compare") !== "no",
    filter: Object.fromEntries(FILTER_NAMES.map((name) => [name, readValues(params, name, problems)])) as never,
    by: oneOf(BREAKDOWNS, params.get("by")) ?? DEFAULT_VIEW.by,
    tag: (params.get("tag") ?? "").trim().slice(0, TEXT_MAX),
    metric: oneOf(METRICS, params.get("metric")) ?? DEFAULT_VIEW.metric,
    tables: params.get("tables") === "yes",
  };
  return { view, problems };
}

/** Writes a view into an address, always in the same way, without what goes without saying. */
export function writeView(view: DashboardView): URLSearchParams {
  const params = new URLSearchParams();
  if (view.range === null && view.from !== null && view.to !== null) {
    params.set("from", view.from);
    params.set("to", view.to);
  } else if (view.range !== null && view.range !== DEFAULT_VIEW.range) params.set("range", view.range);
  for (const name of FILTER_NAMES) {
    for (const value of view.filter[name]) params.append(name, value === "" ? NONE : value);
  }
  if (view.by !== DEFAULT_VIEW.by) params.set("by", view.by);
  if (view.by === "tag" && view.tag !== "") params.set("tag", view.tag);
  if (view.metric !== DEFAULT_VIEW.metric) params.set("metric", view.metric);
  if (view.zone !== null) params.set("zone", view.zone);
  if (!view.compare) params.set("compare", "no");
  if (view.tables) params.set("tables", "yes");
  return params;
}

export function viewHref(path: string, view: DashboardView): string {
  const params = writeView(view);
  return params.size === 0 ? path : `${path}?${params}`;
}

const TEXT_MAX = 256;
const VALUES_MAX = 100;
const SPAN_DAYS_MAX = 1_100;
const DAY_MS = 86_400_000;

function readSpan(params: URLSearchParams, problems: string[]): Pick<DashboardView, "range" | "from" | "to"> {
  const [given, from, to] = ["range", "from", "to"].map((name) => params.get(name)?.trim() ?? "");
  const range = oneOf(Object.keys(RANGES) as RangeName[], given ?? "");
  if (range !== null) return { range, from: null, to: null };
  const preset = oneOf(Object.keys(RANGES) as RangeName[], params.get("preset"));
  const none = { range: preset ?? DEFAULT_VIEW.range, from: null, to: null };
  if (given !== "") problems.push(`There is no range “${given}”.`);
  if (from === "" && to === "") return none;
  const zone = params.get("in") ?? "UTC";
  const [fromMs, toMs] = [instantOf(from!, zone), instantOf(to!, zone)];
  if (fromMs === null || toMs === null) problems.push("A range of your own has a beginning and an end.");
  else if (fromMs >= toMs) problems.push("The end is not later than the beginning.");
  else if (toMs - fromMs > SPAN_DAYS_MAX * DAY_MS) problems.push("A range is three years long at most.");
  else return { range: null, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return none;
}

function instantOf(text: string, zone: string): number | null {
  if (isTimeZone(zone)) {
    const local = instantOfLocal(text, zone);
    if (local !== null) return local;
  }
  const ms = /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

function readZone(params: URLSearchParams, problems: string[]): string | null {
  const zone = params.get("zone")?.trim() ?? "";
  if (zone === "") return null;
  if (isTimeZone(zone)) return zone;
  problems.push(`There is no time zone “${zone}”.`);
  return null;
}

function readValues(params: URLSearchParams, name: FilterName, problems: string[]): readonly string[] {
  const values = [...new Set(params.getAll(name).map((value) => value.trim()))]
    // The empty text stands for none where there can be none; a form's empty field says nothing.
    .map((value) => value === NONE ? "" : value === "" ? null : value)
    .filter((value) => value !== null);
  const known = values.filter((value) => name !== "outcome" || oneOf(OUTCOMES, value) !== null);
  if (known.length < values.length) problems.push(`An outcome is one of ${OUTCOMES.join(", ")}.`);
  const isId = name === "project" || name === "key";
  return known.filter((value) => value.length <= TEXT_MAX && !(isId && value === "")).slice(0, VALUES_MAX);
}

/** How "without one" stands in an address. */
const NONE = "-";

function oneOf<const Value extends string>(values: readonly Value[], text: string | null): Value | null {
  return values.find((value) => value === text) ?? null;
}
