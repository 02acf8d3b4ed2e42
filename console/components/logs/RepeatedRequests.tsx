import Time from "../../islands/Time.tsx";
import { formatDuration } from "../../logs/format_duration.ts";
import type { LogDetail } from "../../logs/request_log.ts";
import { Money } from "../Money.tsx";
import { OutcomeBadge } from "./OutcomeBadge.tsx";

/** The same request before and after: the one that it repeats, and those that repeat it. */
export function RepeatedRequests({ log, path }: { log: LogDetail; path: string }) {
  const { original, replays, replayOf } = log;
  const repeated = replays.edges.map(({ node }) => node);
  if (original === null && replayOf === null && repeated.length === 0) return null;
  return (
    <div class="mt-3">
      <h3 class="text-xs font-semibold">The same request</h3>
      <ul class="mt-1 flex flex-col gap-0.5">
        {original !== null && <Line words="before" log={original} path={path} />}
        {original === null && replayOf !== null && <li class="text-muted">The one that it repeats is gone.</li>}
        {repeated.map((log) => <Line key={log.requestId} words="again" log={log} path={path} />)}
      </ul>
    </div>
  );
}

function Line({ words, log, path }: { words: string; log: NonNullable<LogDetail["original"]>; path: string }) {
  const { requestId, ts, outcome, provider, modelServed, costNanoUsd, timings } = log;
  return (
    <li class="flex flex-wrap items-baseline gap-x-2">
      <span class="w-12 text-muted">{words}</span>
      <a class="link" href={`${path}/${requestId}`}>
        <Time at={ts} format="second" />
      </a>
      <OutcomeBadge outcome={outcome} />
      <span>{provider === null ? "no provider" : `${provider}/${modelServed ?? "?"}`}</span>
      <span class="tabular-nums">{formatDuration(timings.totalMs)}</span>
      <Money nanoUsd={costNanoUsd} />
    </li>
  );
}
