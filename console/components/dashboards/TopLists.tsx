import type { DashboardView } from "../../dashboards/dashboard_view.ts";
import type { GroupNames } from "../../dashboards/group_names.ts";
import { type DashboardData, TOP_LISTS, type TopListName } from "../../dashboards/read_dashboard.ts";
import { errorRows, topRows, type TopRowsContext } from "../../dashboards/top_rows.ts";
import type { UsageOverview } from "../../dashboards/usage_points.ts";
import { type DashboardPlace, isWiderThanFilter, topVariables } from "../../dashboards/usage_variables.ts";
import { usePanel } from "../../dashboards/use_panel.ts";
import type { ViewState } from "../../dashboards/use_view.ts";
import { viewRange } from "../../dashboards/view_range.ts";
import { usageTopQuery } from "../../graphql/documents/usage.ts";
import { Skeleton } from "../Skeleton.tsx";
import { PanelFailure } from "./PanelFailure.tsx";
import { TopList } from "./TopList.tsx";

interface TopListsProps {
  state: ViewState;
  view: DashboardView;
  place: DashboardPlace;
  names: GroupNames;
  turn: number;
  refresh: () => void;
  initial: DashboardData["top"];
  usage: UsageOverview | null;
  /** Where projects' logs are, by the projects' ids. */
  logPaths: Readonly<Record<string, string>>;
}

/** Who and what there was most of. */
export function TopLists(props: TopListsProps) {
  const { state, view, place, names, usage, logPaths } = props;
  const { fromMs, toMs } = viewRange(view, place);
  const context: TopRowsContext = {
    state,
    view,
    names,
    userHref: (user) => {
      const projects = view.filter.project.length > 0 ? view.filter.project : Object.keys(logPaths);
      const path = projects.length === 1 ? logPaths[projects[0]!] : undefined;
      if (path === undefined) return null;
      const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString()) as [string, string];
      return `${path}?${new URLSearchParams({ user, from, to })}`;
    },
  };
  return (
    <div class="grid gap-4 lg:grid-cols-2">
      {TOP_LISTS.map((name) => <TopPanel key={name} {...props} name={name} context={context} />)}
      {usage && (
        <TopList
          title="Top error codes"
          of="Error"
          rows={errorRows(usage, context)}
          all={BigInt(usage.total.requests)}
          fetching={false}
        />
      )}
    </div>
  );
}

const TITLES: Readonly<Record<TopListName, readonly [title: string, of: string]>> = {
  model: ["Top models", "Model"],
  key: ["Top API keys", "API key"],
  provider: ["Top providers", "Provider"],
  route: ["Top routes", "Route"],
  user: ["Top end users", "End user"],
};

function TopPanel(
  { name, view, place, turn, refresh, initial, context }: TopListsProps & {
    name: TopListName;
    context: TopRowsContext;
  },
) {
  const variables = topVariables(view, place, name);
  const panel = usePanel({ document: usageTopQuery, variables, initial: initial[name], turn });
  const outcome = panel.outcome.value;
  const [title, of] = TITLES[name];
  if (outcome === null) return <Skeleton label={`Loading ${title}`} />;
  if (outcome.kind === "failed") return <PanelFailure what={title} failure={outcome} onRetry={refresh} />;
  const rows = topRows(outcome.data.usageSeries, name, context);
  return (
    <TopList
      title={title}
      of={of}
      rows={rows}
      all={rows.reduce((all, { requests }) => all + requests, 0n)}
      note={noteOf(name, view)}
      fetching={panel.fetching.value}
    />
  );
}

function noteOf(name: TopListName, view: DashboardView): string | null {
  if (name !== "user") return null;
  const wider = isWiderThanFilter(view, "user") ? " Narrowed down to the projects alone." : "";
  return `By whole days of UTC.${wider}`;
}
