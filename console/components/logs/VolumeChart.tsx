import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { browserClock } from "../../browser/dependencies.ts";
import { browserDependencies } from "../../graphql/dependencies.ts";
import { requestLogVolumeQuery } from "../../graphql/documents/request_logs_figures.ts";
import { queryOutcome } from "../../graphql/outcome.ts";
import { apiFilter, type LogFilter } from "../../logs/log_filter.ts";
import type { LogScope } from "../../logs/log_scope.ts";
import { useTimeZone } from "../../logs/use_time_zone.ts";
import { spanHref, type Volume, volumeBars, volumeSpan, zoomedOut } from "../../logs/volume_bars.ts";
import { localTime } from "../../logs/zoned_time.ts";
import { VolumeBars } from "./VolumeBars.tsx";

export interface VolumeChartProps {
  scope: LogScope;
  path: string;
  query: string;
  filter: LogFilter;
  isLive: boolean;
}

/** How many requests there were over time, by outcome; what is marked in it becomes the log's time. */
export function VolumeChart({ scope, path, query, filter, isLive }: VolumeChartProps) {
  const volume = useSignal<Volume | null>(null);
  const failure = useSignal<string | null>(null);
  const zone = useTimeZone();
  useEffect(() => {
    const stop = new AbortController();
    const read = async () => {
      const nowMs = browserClock.now();
      const { fromMs, toMs } = volumeSpan(filter, nowMs);
      const variables = {
        ...scope,
        filter: withoutTimes(apiFilter(filter, nowMs)),
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        buckets: 60,
      };
      const { client } = browserDependencies();
      const answer = client.query(requestLogVolumeQuery, variables, { requestPolicy: "network-only" });
      const outcome = queryOutcome(await answer.toPromise());
      if (stop.signal.aborted) return;
      failure.value = outcome.kind === "failed" ? outcome.message : null;
      if (outcome.kind === "data") volume.value = outcome.data.requestLogVolume;
    };
    const keepReading = async () => {
      for (;;) {
        await read();
        if (!isLive) return;
        await browserClock.delay(document.hidden ? HIDDEN_MS : AGAIN_MS, stop.signal);
      }
    };
    keepReading().catch(() => {});
    return () => stop.abort();
  }, []);
  if (volume.value === null) return failure.value === null ? null : <p class="text-xs text-muted">{failure.value}</p>;
  const { requests, complete, countedFrom } = volume.value;
  const span = { fromMs: Date.parse(volume.value.from), toMs: Date.parse(volume.value.to) };
  const isNarrowed = filter.from !== undefined || filter.to !== undefined;
  return (
    <>
      <VolumeBars
        bars={volumeBars(volume.value)}
        bucketMs={volume.value.bucketSeconds * 1_000}
        zone={zone}
        onZoom={(chosen) => location.assign(spanHref({ path, query }, chosen))}
      />
      <div class="flex flex-wrap gap-x-3 text-xs text-muted tabular-nums">
        <span>{moment(span.fromMs, zone)}</span>
        <span class="mx-auto">
          {`${Number(requests).toLocaleString("en")} requests`}
          {!complete && countedFrom !== null &&
            ` since ${moment(Date.parse(countedFrom), zone)}; before, too many to count`}
          {isNarrowed && (
            <>
              {" · "}
              <a class="link" href={spanHref({ path, query }, zoomedOut(span, browserClock.now()))}>Zoom out</a>
            </>
          )}
        </span>
        <span>{moment(span.toMs, zone)}</span>
      </div>
    </>
  );
}

const AGAIN_MS = 15_000;
const HIDDEN_MS = 120_000;

/** The time is told apart: with it in the filter, figures by the hour could not be used. */
function withoutTimes(filter: ReturnType<typeof apiFilter>): ReturnType<typeof apiFilter> {
  const { from: _from, to: _to, ...rest } = filter;
  return rest;
}

function moment(ms: number, zone: string): string {
  return localTime(ms, zone).replace("T", " ").slice(5, 16);
}
