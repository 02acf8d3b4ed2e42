import { formatDuration } from "../../logs/format_duration.ts";
import type { LogDetail } from "../../logs/request_log.ts";
import { FactList } from "./FactList.tsx";

/** How long a request took, and what of it was ours. */
export function RequestTimings({ timings: { totalMs, ttftMs, overheadMs, queueMs } }: Pick<LogDetail, "timings">) {
  return (
    <FactList
      facts={[
        { name: "Total", value: formatDuration(totalMs), hint: "From receipt to the last byte" },
        { name: "First content", value: ttftMs === null ? "none" : formatDuration(ttftMs), hint: "From receipt" },
        { name: "Gateway", value: formatDuration(overheadMs), hint: "Everything but waiting for providers" },
        { name: "Admission", value: formatDuration(queueMs), hint: "Waiting for limits and budgets" },
      ]}
    />
  );
}
