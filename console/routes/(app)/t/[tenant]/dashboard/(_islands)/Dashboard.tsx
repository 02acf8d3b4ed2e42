import type { ComponentChildren } from "preact";
import { useCallback, useMemo, useState } from "preact/hooks";
import { browserClock } from "../../../../../../browser/dependencies.ts";
import { Button } from "../../../../../../components/Button.tsx";
import { BreakdownPanel } from "../../../../../../components/dashboards/BreakdownPanel.tsx";
import { LiveStrip } from "../../../../../../components/dashboards/LiveStrip.tsx";
import { OverviewCharts } from "../../../../../../components/dashboards/OverviewCharts.tsx";
import { PanelFailure } from "../../../../../../components/dashboards/PanelFailure.tsx";
import { RangeBar } from "../../../../../../components/dashboards/RangeBar.tsx";
import { TopLists } from "../../../../../../components/dashboards/TopLists.tsx";
import { Totals } from "../../../../../../components/dashboards/Totals.tsx";
import { ViewForm } from "../../../../../../components/dashboards/ViewForm.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { Skeleton } from "../../../../../../components/Skeleton.tsx";
import { type DashboardView, isFiltered } from "../../../../../../dashboards/dashboard_view.ts";
import type { DashboardData } from "../../../../../../dashboards/read_dashboard.ts";
import { overviewVariables } from "../../../../../../dashboards/usage_variables.ts";
import { usageTotals } from "../../../../../../dashboards/usage_totals.ts";
import { usePanel } from "../../../../../../dashboards/use_panel.ts";
import { useView } from "../../../../../../dashboards/use_view.ts";
import { viewRange } from "../../../../../../dashboards/view_range.ts";
import { ErrorBoundary } from "../../../../../../feedback/ErrorBoundary.tsx";
import { usageOverviewQuery } from "../../../../../../graphql/documents/usage.ts";
import { useTimeZone } from "../../../../../../logs/use_time_zone.ts";

interface DashboardProps extends Omit<DashboardData, "budgets" | "fleet"> {
  path: string;
  view: DashboardView;
  /** When the server rendered it. */
  nowMs: number;
  tenantId: string;
  tenantZone: string;
  /** Where projects' logs are, by the projects' ids. */
  logPaths: Readonly<Record<string, string>>;
  /** What stands beside the numbers: budgets, gateways. */
  children: ComponentChildren;
}

/** Usage as it was and as it is. What the server renders of it can be read as it is. */
export default function Dashboard(props: DashboardProps) {
  const { path, tenantId, tenantZone, names, providers, logPaths, children } = props;
  const state = useView(path, props.view);
  const view = state.view.value;
  const [{ nowMs, turn }, setNow] = useState({ nowMs: props.nowMs, turn: 0 });
  const refresh = useCallback(() => setNow(({ turn }) => ({ nowMs: browserClock.now(), turn: turn + 1 })), []);
  const readerZone = useTimeZone();
  const place = { tenantId, tenantZone, nowMs };
  const variables = overviewVariables(view, place);
  const overview = usePanel({ document: usageOverviewQuery, variables, initial: props.overview, turn });
  const range = useMemo(() => viewRange(view, place), [view, nowMs]);
  const outcome = overview.outcome.value;
  const usage = outcome?.kind === "data" ? outcome.data.usageSeries[0] ?? null : null;
  const zoom = useCallback(({ fromMs, toMs }: { fromMs: number; toMs: number }) => {
    const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString()) as [string, string];
    state.show({ ...state.view.peek(), range: null, from, to });
  }, []);
  const shared = { state, view, place, names, turn, refresh };
  const top = props.top;
  const seen = (name: "model" | "route") => {
    const list = top[name];
    return list.kind === "data" ? list.data.usageSeries.flatMap(({ group }) => group ? [group] : []) : [];
  };
  // Of no requests there is no series, even of all.
  const isEmpty = outcome?.kind === "data" && (usage === null || usage.total.requests === "0");
  const [project, ...moreProjects] = view.filter.project;
  const liveProject = project !== undefined && moreProjects.length === 0 ? project : null;
  return (
    <div class="flex flex-col gap-4" data-dashboard={overview.fetching.value ? "fetching" : "ready"}>
      <div class="flex flex-col gap-3">
        <RangeBar state={state} view={view} />
        <ViewForm
          {...{ state, view, path, names, providers, tenantZone, shown: range }}
          models={seen("model")}
          routes={seen("route")}
          zone={view.zone ?? readerZone}
        />
      </div>
      <LiveStrip
        tenantId={tenantId}
        projectId={liveProject}
        of={liveProject === null ? "of all projects" : `of ${names.projects[liveProject] ?? "the project"}`}
        onArrivals={refresh}
      />
      {outcome?.kind === "failed" && <PanelFailure what="Usage" failure={outcome} onRetry={refresh} />}
      {outcome === null && <Skeleton lines={6} label="Loading usage" />}
      {usage && (
        <Totals
          totals={usageTotals(usage.total, usage.previous.total)}
          compare={view.compare}
          fetching={overview.fetching.value}
        />
      )}
      <p role="status" class="sr-only">{overview.fetching.value ? "Loading numbers" : ""}</p>
      {isEmpty && <NothingYet {...{ state, view }} />}
      {usage && !isEmpty && (
        <ErrorBoundary what="The charts">
          <OverviewCharts
            {...{ usage, range, view, variables }}
            hourZone={view.zone}
            fetching={overview.fetching.value}
            onSelect={zoom}
          />
        </ErrorBoundary>
      )}
      {!isEmpty && (
        <ErrorBoundary what="The breakdown">
          <BreakdownPanel {...shared} initial={props.breakdown} onSelect={zoom} />
        </ErrorBoundary>
      )}
      {!isEmpty && (
        <ErrorBoundary what="The lists">
          <TopLists {...shared} initial={top} usage={usage} logPaths={logPaths} />
        </ErrorBoundary>
      )}
      <div class="grid gap-4 lg:grid-cols-2">{children}</div>
    </div>
  );
}

function NothingYet({ state, view }: { state: ReturnType<typeof useView>; view: DashboardView }) {
  const wide: DashboardView = { ...view, range: "90d", from: null, to: null };
  if (isFiltered(view)) {
    const clear = {
      ...view,
      filter: { project: [], key: [], model: [], provider: [], route: [], outcome: [], error: [] },
    };
    return (
      <EmptyState
        title="No request matches"
        action={<Button href={state.hrefOf(clear)} onClick={state.follow(clear)}>Clear the filter</Button>}
      >
        All that is asked for must hold. Names and codes are compared whole.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No requests in this time"
      action={
        <span class="flex gap-2">
          <Button href="/onboarding" tone="primary">Send a first request</Button>
          {view.range !== "90d" && (
            <Button href={state.hrefOf(wide)} onClick={state.follow(wide)}>Look at the last 90 days</Button>
          )}
        </span>
      }
    >
      Numbers come with the first request that goes through the gateway, within seconds.
    </EmptyState>
  );
}
