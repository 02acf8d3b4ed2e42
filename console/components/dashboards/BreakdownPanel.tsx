import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { breakdownChart, BY_TITLES, METRIC_TITLES } from "../../dashboards/breakdown_chart.ts";
import { csvHref } from "../../dashboards/csv_href.ts";
import { type BreakdownMetric, BREAKDOWNS, type DashboardView, METRICS } from "../../dashboards/dashboard_view.ts";
import type { GroupNames } from "../../dashboards/group_names.ts";
import {
  breakdownVariables,
  type DashboardPlace,
  isDaily,
  isWiderThanFilter,
  rangeFor,
} from "../../dashboards/usage_variables.ts";
import { usePanel } from "../../dashboards/use_panel.ts";
import type { ViewState } from "../../dashboards/use_view.ts";
import { usageBreakdownQuery } from "../../graphql/documents/usage.ts";
import type { ResultOf } from "../../graphql/graphql.ts";
import type { QueryOutcome } from "../../graphql/outcome.ts";
import { Card } from "../Card.tsx";
import { Chart } from "../charts/Chart.tsx";
import { PopoverMenu } from "../PopoverMenu.tsx";
import { Skeleton } from "../Skeleton.tsx";
import { BreakdownTag } from "./BreakdownTag.tsx";
import { PanelFailure } from "./PanelFailure.tsx";

interface BreakdownPanelProps {
  state: ViewState;
  view: DashboardView;
  place: DashboardPlace;
  names: GroupNames;
  turn: number;
  refresh: () => void;
  initial: QueryOutcome<ResultOf<typeof usageBreakdownQuery>> | null;
  onSelect: (span: { fromMs: number; toMs: number }) => void;
}

/** One figure over time, told apart by models, keys, end users and so on. */
export function BreakdownPanel(props: BreakdownPanelProps) {
  const { state, view, place, names, turn, refresh, initial, onSelect } = props;
  const variables = breakdownVariables(view, place);
  const panel = usePanel({ document: usageBreakdownQuery, variables, initial, turn });
  const outcome = panel.outcome.value;
  const metric = isDaily(view.by) && view.metric === "latency" ? "requests" : view.metric;
  const series = outcome?.kind === "data" ? outcome.data.usageSeries : null;
  const model = useMemo(() => {
    if (series === null) return null;
    return breakdownChart(series, {
      by: view.by,
      metric,
      range: rangeFor(view, place, view.by),
      hourZone: view.zone,
      names,
    });
  }, [series, metric, view.zone]);
  return (
    <Card title="Breakdown" actions={<Choices {...{ state, view, metric }} />}>
      <div class="flex flex-col gap-2">
        {view.by === "tag" && <BreakdownTag state={state} view={view} />}
        {isWiderThanFilter(view, view.by) && (
          <p class="text-xs text-muted">
            These sums are kept by day and project alone: the rest of the filter does not hold here.
          </p>
        )}
        {outcome?.kind === "failed" && <PanelFailure what="The breakdown" failure={outcome} onRetry={refresh} />}
        {variables !== null && outcome === null && <Skeleton lines={5} label="Loading the breakdown" />}
        {variables !== null && model !== null && (
          <Chart
            model={model}
            asTable={view.tables}
            csvHref={csvHref(variables)}
            fetching={panel.fetching.value}
            onSelect={onSelect}
          />
        )}
      </div>
    </Card>
  );
}

/** Links in menus, so that they lead somewhere without a script, too. */
function Choices({ state, view, metric }: { state: ViewState; view: DashboardView; metric: BreakdownMetric }) {
  const metrics = METRICS.filter((one) => one !== "latency" || !isDaily(view.by));
  return (
    <>
      <Choice label="Figure" chosen={METRIC_TITLES[metric]}>
        {metrics.map((one) => (
          <ChoiceLink key={one} {...{ state }} to={{ ...view, metric: one }} isChosen={one === metric}>
            {METRIC_TITLES[one]}
          </ChoiceLink>
        ))}
      </Choice>
      <Choice label="Told apart by" chosen={`by ${BY_TITLES[view.by]}`}>
        {BREAKDOWNS.map((by) => (
          <ChoiceLink key={by} {...{ state }} to={{ ...view, by }} isChosen={by === view.by}>
            {`by ${BY_TITLES[by]}`}
          </ChoiceLink>
        ))}
      </Choice>
    </>
  );
}

function Choice({ label, chosen, children }: { label: string; chosen: string; children: ComponentChildren }) {
  return (
    <PopoverMenu
      id={`breakdown-${label.toLowerCase().replaceAll(" ", "-")}`}
      label={`${label}: ${chosen}`}
      button={chosen}
    >
      {children}
    </PopoverMenu>
  );
}

function ChoiceLink({ state, to, isChosen, children }: {
  state: ViewState;
  to: DashboardView;
  isChosen: boolean;
  children: string;
}) {
  const follow = state.follow(to);
  const onClick = (event: MouseEvent) => {
    (event.currentTarget as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
    follow(event);
  };
  return (
    <a href={state.hrefOf(to)} class="menu-item" aria-current={isChosen ? "true" : undefined} onClick={onClick}>
      <span class={isChosen ? "font-semibold" : ""}>{children}</span>
    </a>
  );
}
