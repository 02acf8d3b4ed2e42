import type { TopRow } from "../components/dashboards/TopList.tsx";
import type { usageTopQuery } from "../graphql/documents/usage.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type BreakdownBy, type DashboardView, type FilterName, toggleFilter } from "./dashboard_view.ts";
import { groupName, type GroupNames } from "./group_names.ts";
import type { UsageOverview } from "./usage_points.ts";
import type { ViewState } from "./use_view.ts";

export interface TopRowsContext {
  state: ViewState;
  view: DashboardView;
  names: GroupNames;
  /** Where the log of an end user is; null where no one project's log is meant. */
  userHref(user: string): string | null;
}

/** The rows of a list, the rest of them at its end. */
export function topRows(
  series: ResultOf<typeof usageTopQuery>["usageSeries"],
  by: Extract<BreakdownBy, FilterName | "user">,
  { state, view, names, userHref }: TopRowsContext,
): TopRow[] {
  return series.filter(({ isOther, total }) => !isOther || total.requests !== "0").map(
    ({ group, isOther, total }): TopRow => {
      const row = {
        name: isOther ? "All else" : groupName(by, group, names),
        requests: BigInt(total.requests),
        errors: BigInt(total.errors),
        costNanoUsd: total.costNanoUsd,
      };
      if (isOther || group === null) return { ...row, href: null, isChosen: false };
      if (by === "user") return { ...row, href: group === "" ? null : userHref(group), isChosen: false };
      // What has no key cannot be asked for.
      if (by === "key" && group === "") return { ...row, href: null, isChosen: false };
      return { ...row, ...filterLink(state, view, { name: by, value: group }) };
    },
  );
}

/** What did not complete, by its code. */
export function errorRows(overview: UsageOverview, { state, view }: Pick<TopRowsContext, "state" | "view">): TopRow[] {
  const codes = Map.groupBy(overview.errorBreakdown ?? [], ({ errorCode }) => errorCode);
  return [...codes].map(([code, rows]) => ({
    name: code === "" ? rows[0]!.outcome.toLowerCase() : code,
    requests: rows.reduce((all, { requests }) => all + BigInt(requests), 0n),
    errors: null,
    costNanoUsd: null,
    ...filterLink(state, view, { name: "error", value: code }),
  })).slice(0, ROWS_MAX);
}

const ROWS_MAX = 9;

function filterLink(state: ViewState, view: DashboardView, { name, value }: { name: FilterName; value: string }) {
  const other = toggleFilter(view, name, value);
  return { href: state.hrefOf(other), onFollow: state.follow(other), isChosen: view.filter[name].includes(value) };
}
