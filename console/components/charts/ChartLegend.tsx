import type { ChartSeries } from "../../charts/chart_model.ts";

interface ChartLegendProps {
  listRef: { current: HTMLUListElement | null };
  series: readonly ChartSeries[];
  /** The hour or day that is pointed at; null: all of the time is told. */
  point: number | null;
  /** What that is called. */
  at: string | null;
}

/** What the lines of a chart are, with their values where the pointer is. */
export function ChartLegend({ listRef, series, point, at }: ChartLegendProps) {
  return (
    <ul ref={listRef} class="flex min-h-5 min-w-0 flex-wrap gap-x-3 gap-y-0.5 text-xs">
      {series.map((one) => (
        <li key={one.label} class="flex min-w-0 items-center gap-1">
          <span
            data-color
            aria-hidden="true"
            class={`inline-block border-t-2 border-current chart-color-${one.color} ${
              one.dashed ? "w-5 border-dashed" : "w-3"
            }`}
          />
          <span class="max-w-48 truncate text-muted" title={one.label}>{one.label}</span>
          <span class="tabular-nums">{point === null ? one.total : one.text(point)}</span>
        </li>
      ))}
      {at !== null && <li class="text-muted tabular-nums">{at}</li>}
    </ul>
  );
}
