import type { ComponentChildren } from "preact";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Money } from "../components/Money.tsx";
import type { LiveTailStatus } from "../graphql/live_tail.ts";
import Time from "../islands/Time.tsx";
import { formatDuration } from "../logs/format_duration.ts";
import type { LogRow } from "../logs/request_log.ts";

interface FirstRecordProps {
  record: LogRow | null;
  /** Null where nothing listens: without a script. */
  status: LiveTailStatus | null;
  logsPath: string;
}

/** The record of the first request, or the waiting for it. */
export function FirstRecord({ record, status, logsPath }: FirstRecordProps) {
  return (
    <div class="flex flex-col gap-3">
      <div role="status">{record === null ? <Waiting status={status} /> : <Arrived record={record} />}</div>
      {(record !== null || status === null) && (
        <div>
          <Button href={logsPath} tone={record === null ? "plain" : "primary"}>Open the logs</Button>
        </div>
      )}
    </div>
  );
}

function Waiting({ status }: { status: LiveTailStatus | null }) {
  if (status === null) return <p class="text-muted">The request's record stands in the logs.</p>;
  if (status.state === "ended") {
    return <p class="text-error">{status.failure?.message ?? "Nobody listens any more. Load the page again."}</p>;
  }
  return (
    <p class="flex items-center gap-2 text-muted">
      <span class="loading loading-ring loading-sm text-primary" aria-hidden="true" />
      {WAITING[status.state]}
    </p>
  );
}

const WAITING: Record<Exclude<LiveTailStatus["state"], "ended">, string> = {
  connecting: "Connecting …",
  live: "Waiting for the first request with this key. Its record appears here.",
  paused: "Paused while nobody looks at this page.",
  retrying: "The connection was lost and is being made again …",
};

function Arrived({ record }: { record: LogRow }) {
  const { timings, tokens } = record;
  const isFine = record.outcome === "COMPLETED";
  return (
    <div class={`rounded-box border p-3 ${isFine ? "border-success/50" : "border-error/50"}`}>
      <p class="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        <Badge tone={isFine ? "success" : "error"}>{record.status || "–"}</Badge>
        {isFine ? "Your first record is in." : `It arrived, and ended as ${record.outcome.toLowerCase()}.`}
        {record.errorCode && <code class="text-xs text-error">{record.errorCode}</code>}
      </p>
      <dl class="mt-2 grid grid-cols-2 gap-x-4 gap-y-1.5 text-xs sm:grid-cols-4">
        <Fact name="At">
          <Time at={record.ts} format="clock" />
        </Fact>
        <Fact name="Model">{record.modelServed ?? record.modelAsked ?? "–"}</Fact>
        <Fact name="Provider">{record.provider ?? "–"}</Fact>
        <Fact name="Took">{formatDuration(timings.totalMs)}</Fact>
        <Fact name="Tokens in">{tokens.input}</Fact>
        <Fact name="Tokens out">{tokens.output}</Fact>
        <Fact name="Cost">
          <Money nanoUsd={record.costNanoUsd} />
        </Fact>
        <Fact name="Route">{record.routeName ?? "–"}</Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="min-w-0">
      <dt class="text-muted">{name}</dt>
      <dd class="truncate font-medium tabular-nums">{children}</dd>
    </div>
  );
}
