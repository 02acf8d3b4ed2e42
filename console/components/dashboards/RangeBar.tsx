import { type DashboardView, type RangeName, RANGES } from "../../dashboards/dashboard_view.ts";
import type { ViewState } from "../../dashboards/use_view.ts";

/** The times that can be chosen with one click, comparing, and tables in place of drawings. */
export function RangeBar({ state, view }: { state: ViewState; view: DashboardView }) {
  const to = (other: DashboardView) => ({ href: state.hrefOf(other), onClick: state.follow(other) });
  const compared = { ...view, compare: !view.compare };
  const tabled = { ...view, tables: !view.tables };
  return (
    <div class="flex flex-wrap items-center gap-2">
      <nav aria-label="Time" class="join">
        {(Object.keys(RANGES) as RangeName[]).map((range) => {
          const isShown = view.range === range;
          return (
            <a
              key={range}
              {...to({ ...view, range, from: null, to: null })}
              aria-current={isShown ? "true" : undefined}
              class={`btn join-item btn-sm border-base-300 ${isShown ? "btn-active" : ""}`}
            >
              {range}
            </a>
          );
        })}
      </nav>
      <a {...to(compared)} class="btn btn-ghost btn-sm">
        {view.compare ? "Hide the time before" : "Compare with before"}
      </a>
      <a {...to(tabled)} class="btn btn-ghost btn-sm">{view.tables ? "Show charts" : "Show tables"}</a>
    </div>
  );
}
