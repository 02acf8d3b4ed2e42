/** What a chart shows, as a drawing and as a table. */
export interface ChartModel {
  /** Unique on the page. */
  id: string;
  title: string;
  /** What values are, for the axis. */
  unit: ChartUnit;
  /** Where hours or days begin, oldest first, and where the last one ends; epoch milliseconds. */
  startsMs: readonly number[];
  endMs: number;
  bucket: "HOUR" | "DAY";
  /** Whose hours and days they are; null: the reader's, once that is known. */
  zone: string | null;
  series: readonly ChartSeries[];
}

export type ChartUnit = "count" | "money" | "duration" | "share";

export interface ChartSeries {
  label: string;
  /** Which of the colours, from 1 to `CHART_COLORS`. */
  color: number;
  /** One for each start, null where there is none: the height of the line. Money is dollars here, so that it can be drawn. */
  values: readonly (number | null)[];
  /** The value for reading, exact where `values` is not. */
  text(index: number): string;
  /** All of the time together, for reading; null where that makes no sense. */
  total: string | null;
  dashed?: boolean;
  /** Whether the area below is tinted. Default false. */
  filled?: boolean;
}

export const CHART_COLORS = 8;
