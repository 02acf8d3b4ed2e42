import uPlot from "uplot";
import type { ChartModel } from "./chart_model.ts";
import { formatTick } from "./format_number.ts";
import { formatTimeTicks } from "./format_bucket.ts";
import { snapSelection } from "./snap_selection.ts";

export interface DrawnChart {
  /** Draws it anew after its size or the colours around it changed. */
  resize(): void;
  destroy(): void;
}

export interface DrawOptions {
  /** Of each series, as the browser has them. */
  colors: readonly string[];
  /** Of the marks at the axes, and of the lines between. */
  ink: string;
  line: string;
  zone: string;
  /** Which hour or day the pointer is at; null when it left. */
  onPoint(index: number | null): void;
  /** A time was marked, in whole hours or days. */
  onSelect(span: { fromMs: number; toMs: number }): void;
}

/** Draws a chart into an element, as wide as that. Loaded where it is needed: the library is larger than the page. */
export function drawChart(element: HTMLElement, model: ChartModel, options: DrawOptions): DrawnChart {
  const seconds = model.startsMs.map((ms) => ms / 1_000);
  const data = [seconds, ...model.series.map(({ values }) => values)] as uPlot.AlignedData;
  const plot = new uPlot({ ...settings(model, options), width: widthOf(element), height: HEIGHT }, data, element);
  return {
    resize: () => plot.setSize({ width: widthOf(element), height: HEIGHT }),
    destroy: () => plot.destroy(),
  };
}

/** CSS pixels; the placeholder is as high (`h-48`). */
const HEIGHT = 180;

function widthOf(element: HTMLElement): number {
  return Math.max(160, Math.floor(element.clientWidth));
}

function settings(model: ChartModel, options: DrawOptions): Omit<uPlot.Options, "width" | "height"> {
  const { onPoint, onSelect } = options;
  return {
    legend: { show: false },
    padding: [8, 20, 0, 0],
    // Marks stand where hours and days of the chart's zone begin, whichever the browser's is.
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), options.zone),
    scales: { x: { time: true, range: xRange(model) }, y: { range: yRange(model) } },
    axes: axes(model, options),
    series: [{}, ...model.series.map((_, index) => seriesSettings(model, index, options.colors))],
    cursor: {
      y: false,
      // The pointer's place is shown in all charts of the page; what is marked is the affair of one.
      sync: {
        key: "charts",
        filters: { pub: (type) => type === "mousemove" || type === "mouseleave", sub: () => true },
      },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
    },
    hooks: {
      setCursor: [({ cursor: { idx } }) => onPoint(idx ?? null)],
      setSelect: [(plot) => {
        const { left, width } = plot.select;
        if (width < SELECTED_PIXELS_MIN) return;
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        const [fromMs, toMs] = [left, left + width].map((pixel) => plot.posToVal(pixel, "x") * 1_000);
        const span = snapSelection(model, { fromMs: fromMs!, toMs: toMs! });
        if (span !== null) onSelect(span);
      }],
    },
  };
}

/** Less is a hand that was not still. */
const SELECTED_PIXELS_MIN = 6;

function axes(model: ChartModel, { ink, line, zone }: DrawOptions): uPlot.Axis[] {
  const look = { stroke: ink, font: "12px ui-sans-serif, system-ui, sans-serif", ticks: { show: false } };
  return [
    {
      ...look,
      grid: { show: false },
      space: 64,
      size: 30,
      ...(model.bucket === "DAY" && { incrs: DAY_STEPS }),
      values: (_, ticks, __, ___, step) => formatTimeTicks(ticks.map((tick) => tick * 1_000), step * 1_000, zone),
    },
    {
      ...look,
      grid: { stroke: line, width: 1 },
      space: 32,
      size: 64,
      // There are no halves of requests.
      ...(model.unit === "count" && { incrs: WHOLE_STEPS }),
      values: (_, ticks) => ticks.map((tick) => formatTick(tick, model.unit)),
    },
  ];
}

/** Seconds. */
const DAY_STEPS = [1, 2, 3, 4, 5, 7, 10, 15, 30, 60, 90, 180, 365].map((days) => days * 86_400);
const WHOLE_STEPS = Array.from({ length: 16 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

function seriesSettings({ series, startsMs }: ChartModel, index: number, colors: readonly string[]): uPlot.Series {
  const { label, dashed = false, filled = false } = series[index]!;
  const stroke = colors[index] ?? "gray";
  return {
    label,
    stroke,
    width: dashed ? 1.25 : 1.75,
    ...(dashed && { dash: [5, 4] }),
    ...(filled && { fill: withAlpha(stroke) }),
    // Whatever stands alone between gaps would not be seen as a line.
    points: { show: startsMs.length < 3 || hasLonePoint(series[index]!.values), size: 4 },
    spanGaps: false,
  };
}

function hasLonePoint(values: readonly (number | null)[]): boolean {
  return values.some((value, at) => value !== null && values[at - 1] == null && values[at + 1] == null);
}

function withAlpha(color: string): string {
  return `color-mix(in oklab, ${color} 14%, transparent)`;
}

/** All of the time, also what is empty; a single hour or day has room on both sides. */
function xRange({ startsMs, endMs }: ChartModel): () => uPlot.Range.MinMax {
  const first = startsMs[0]! / 1_000;
  const last = startsMs.at(-1)! / 1_000;
  return () => first === last ? [first - 1_800, endMs / 1_000] : [first, last];
}

function yRange({ unit }: ChartModel): uPlot.Range.Function {
  const least = { count: 4, money: 0.000_01, duration: 10, share: 0.01 }[unit];
  return (_, __, max) => {
    const top = Math.max(least, (max ?? 0) * 1.08);
    return [0, unit === "share" ? Math.min(1, top) : top];
  };
}
