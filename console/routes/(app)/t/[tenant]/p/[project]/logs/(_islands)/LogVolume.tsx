import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { VolumeChartProps } from "../../../../../../../../components/logs/VolumeChart.tsx";
import { onDemand } from "../../../../../../../../forms/on_demand.ts";
import type { LogFilter } from "../../../../../../../../logs/log_filter.ts";
import type { LogScope } from "../../../../../../../../logs/log_scope.ts";

interface LogVolumeProps {
  scope: LogScope;
  /** The log's address without a filter, and the filter as it stands there. */
  path: string;
  query: string;
  filter: LogFilter;
  /** Whether the end of the time is now, and moves on. */
  isLive: boolean;
}

/** How many requests there were over time: loaded after the log itself, in room that is kept for it. */
export default function LogVolume(props: LogVolumeProps) {
  const Chart = useSignal<ComponentType<VolumeChartProps> | null>(null);
  useEffect(() => {
    onDemand(() => import("../../../../../../../../components/logs/VolumeChart.tsx"))
      .then((loaded) => loaded !== null && (Chart.value = loaded.VolumeChart));
  }, []);
  return (
    <section aria-label="Requests over time" class="mb-2 h-24 noscript:hidden">
      {Chart.value !== null && <Chart.value {...props} />}
    </section>
  );
}
