import type { ChartModel } from "../../charts/chart_model.ts";
import { formatBucket } from "../../charts/format_bucket.ts";
import { TableFrame } from "../TableFrame.tsx";

/** The numbers that a chart draws, the newest first. */
export function ChartTable({ model, zone }: { model: ChartModel; zone: string }) {
  const { title, startsMs, bucket, series } = model;
  const indexes = startsMs.map((_, index) => startsMs.length - 1 - index);
  return (
    <div class="max-h-64 overflow-y-auto" tabIndex={0} role="group" aria-label={`Numbers of ${title}`}>
      <TableFrame label={`${title} by ${bucket === "DAY" ? "day" : "hour"}`}>
        <table class="table table-xs">
          <caption class="sr-only">{`${title} by ${bucket === "DAY" ? "day" : "hour"}, the newest first`}</caption>
          <thead>
            <tr>
              <th scope="col">{`${bucket === "DAY" ? "Day" : "Hour"} (${zone})`}</th>
              {series.map(({ label }) => <th key={label} scope="col" class="text-right">{label}</th>)}
            </tr>
          </thead>
          <tbody>
            {indexes.map((index) => (
              <tr key={startsMs[index]}>
                <th scope="row" class="font-normal whitespace-nowrap tabular-nums">
                  {formatBucket(startsMs[index]!, bucket, zone)}
                </th>
                {series.map((one) => <td key={one.label} class="text-right tabular-nums">{one.text(index)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}
