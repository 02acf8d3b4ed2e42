import { useEffect, useRef, useState } from "preact/hooks";
import type { ChartModel } from "../../charts/chart_model.ts";
import type { DrawnChart } from "../../charts/draw_chart.ts";
import { formatBucket } from "../../charts/format_bucket.ts";
import { useTimeZone } from "../../logs/use_time_zone.ts";
import { Icon } from "../Icon.tsx";
import { ChartLegend } from "./ChartLegend.tsx";
import { ChartTable } from "./ChartTable.tsx";

interface ChartProps {
  model: ChartModel;
  /** Whether it begins as a table, as it does without a script. */
  asTable: boolean;
  /** Where its rows are as a file; null where they are none. */
  csvHref: string | null;
  /** Whether newer values are on their way. */
  fetching?: boolean;
  /** Told of a time that was marked; without it nothing can be marked. */
  onSelect?: (span: { fromMs: number; toMs: number }) => void;
}

/** Lines over time with their legend; the same as a table, and as a file. */
export function Chart({ model, asTable, csvHref, fetching = false, onSelect }: ChartProps) {
  const [isTable, setIsTable] = useState(asTable);
  useEffect(() => setIsTable(asTable), [asTable]);
  const readerZone = useTimeZone();
  const zone = model.zone ?? readerZone;
  const [point, setPoint] = useState<number | null>(null);
  const legend = useRef<HTMLUListElement>(null);
  const label = `${model.title}, from ${formatBucket(model.startsMs[0]!, model.bucket, zone)}`;
  return (
    <div data-chart={model.id} aria-busy={fetching}>
      <div class="mb-1 flex items-start justify-between gap-2">
        <ChartLegend
          listRef={legend}
          series={model.series}
          point={point}
          at={point === null ? null : formatBucket(model.startsMs[point] ?? model.endMs, model.bucket, zone)}
        />
        <div class="flex shrink-0 items-center gap-1 noscript:hidden">
          <button
            type="button"
            class={`btn btn-xs ${isTable ? "btn-active" : "btn-ghost"}`}
            aria-pressed={isTable}
            aria-label={`${model.title} as a table`}
            onClick={() => setIsTable(!isTable)}
          >
            Table
          </button>
          {csvHref !== null && (
            <a class="btn btn-ghost btn-xs" href={csvHref} download aria-label={`${model.title} as CSV`}>
              <Icon name="download" class="size-3.5" />
              CSV
            </a>
          )}
        </div>
      </div>
      {isTable
        ? <ChartTable model={model} zone={zone} />
        : <ChartDrawing {...{ model, zone, label, legend, setPoint, onSelect, fetching }} />}
    </div>
  );
}

interface ChartDrawingProps {
  model: ChartModel;
  zone: string;
  label: string;
  /** Whose marks have the colours. */
  legend: { current: HTMLUListElement | null };
  setPoint(index: number | null): void;
  onSelect: ((span: { fromMs: number; toMs: number }) => void) | undefined;
  fetching: boolean;
}

function ChartDrawing({ model, zone, label, legend, setPoint, onSelect, fetching }: ChartDrawingProps) {
  const place = useRef<HTMLDivElement>(null);
  const [isDrawn, setIsDrawn] = useState(false);
  // The latest, since a drawing outlives the rendering that it was made in.
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    const element = place.current!;
    let drawn: DrawnChart | null = null;
    let isGone = false;
    const colors = globalThis.matchMedia("(prefers-color-scheme: dark)");
    const draw = async () => {
      const { drawChart } = await import("../../charts/draw_chart.ts");
      if (isGone) return;
      drawn?.destroy();
      const { color, borderColor } = getComputedStyle(element);
      drawn = drawChart(element, model, {
        colors: legendColors(legend.current),
        ink: color,
        line: borderColor,
        zone,
        onPoint: setPoint,
        onSelect: (span) => select.current?.(span),
      });
      setIsDrawn(true);
    };
    draw();
    const watch = new ResizeObserver(() => drawn?.resize());
    watch.observe(element);
    colors.addEventListener("change", draw);
    return () => {
      isGone = true;
      watch.disconnect();
      colors.removeEventListener("change", draw);
      drawn?.destroy();
    };
  }, [model, zone]);
  return (
    <div class="relative min-h-45" data-drawn={isDrawn}>
      {!isDrawn && <div class="skeleton absolute inset-0 rounded-field noscript:hidden" />}
      <div
        ref={place}
        role="img"
        aria-label={label}
        class={`min-h-45 overflow-hidden border-base-300 text-muted ${fetching ? "opacity-60" : ""}`}
      />
      <noscript>
        <p class="text-sm text-muted">Drawing takes JavaScript. “Show tables” above has the same numbers.</p>
      </noscript>
    </div>
  );
}

function legendColors(list: HTMLUListElement | null): string[] {
  return [...list?.querySelectorAll("[data-color]") ?? []].map((mark) => getComputedStyle(mark).color);
}
