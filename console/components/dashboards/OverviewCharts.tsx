import { useMemo } from "preact/hooks";
import { csvHref } from "../../dashboards/csv_href.ts";
import type { DashboardView } from "../../dashboards/dashboard_view.ts";
import { overviewCharts } from "../../dashboards/overview_charts.ts";
import type { UsageOverview } from "../../dashboards/usage_points.ts";
import type { overviewVariables } from "../../dashboards/usage_variables.ts";
import type { ViewRange } from "../../dashboards/view_range.ts";
import { ErrorBoundary } from "../../feedback/ErrorBoundary.tsx";
import { Card } from "../Card.tsx";
import { Chart } from "../charts/Chart.tsx";

interface OverviewChartsProps {
  usage: UsageOverview;
  range: ViewRange;
  view: DashboardView;
  variables: ReturnType<typeof overviewVariables>;
  hourZone: string | null;
  fetching: boolean;
  onSelect: (span: { fromMs: number; toMs: number }) => void;
}

/** Everything over time: requests, cost, tokens, cache and latencies. */
export function OverviewCharts({ usage, range, view, variables, hourZone, fetching, onSelect }: OverviewChartsProps) {
  const { compare, tables } = view;
  const charts = useMemo(() => overviewCharts(usage, { range, hourZone, compare }), [usage, compare, hourZone]);
  const unpriced = BigInt(usage.total.unpriced);
  return (
    <>
      <div class="grid gap-4 xl:grid-cols-2">
        {charts.map((model) => (
          <Card key={model.id} title={model.title}>
            <ErrorBoundary what={`The chart “${model.title}”`}>
              <Chart
                model={model}
                asTable={tables}
                csvHref={csvHref(variables)}
                fetching={fetching}
                onSelect={onSelect}
              />
            </ErrorBoundary>
          </Card>
        ))}
      </div>
      <p class="text-xs text-muted">
        {range.bucket === "DAY" && `Days of ${range.timeZone ?? "UTC"}. `}
        {compare && "Dashed: the same time before, laid over this one. "}
        {unpriced > 0n &&
          `The cost is without that of ${unpriced.toLocaleString("en")} requests, whose models have no known price. `}
        <span class="noscript:hidden">Mark a part of a chart with the mouse to look at it alone.</span>
      </p>
    </>
  );
}
