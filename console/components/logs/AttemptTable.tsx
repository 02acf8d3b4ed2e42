import { type AttemptSpan, attemptSpans } from "../../logs/attempt_spans.ts";
import { formatDuration } from "../../logs/format_duration.ts";
import type { LogAttempt, LogDetail } from "../../logs/request_log.ts";
import { OutcomeBadge } from "./OutcomeBadge.tsx";

/** Every call to a target, in order, with its place in the request's time drawn beside the numbers. */
export function AttemptTable({ log }: { log: Pick<LogDetail, "ts" | "attempts" | "timings" | "cacheHit"> }) {
  const { ts, attempts, timings, cacheHit } = log;
  if (attempts.length === 0) {
    return <p class="text-muted">No provider was called{cacheHit ? ": the answer was in the cache." : "."}</p>;
  }
  const { spans, lineMs } = attemptSpans({ ts, totalMs: timings.totalMs, attempts });
  return (
    <div class="overflow-x-auto" tabIndex={0} role="region" aria-label="Attempts">
      <table class="w-full text-[0.8125rem]">
        <thead class="text-left text-muted">
          <tr>
            {HEADINGS.map(([title, classes]) => (
              <th key={title} scope="col" class={`pr-3 pb-1 font-medium ${classes}`}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt, place) => (
            <AttemptRow key={place} attempt={attempt} number={place + 1} span={spans[place]!} lineMs={lineMs} />
          ))}
        </tbody>
      </table>
      <p class="mt-2 flex flex-wrap gap-x-4 text-xs text-muted" aria-hidden="true">
        <Legend fill="fill-primary/40" text="waiting for the first byte" />
        <Legend fill="fill-primary" text="receiving" />
        <Legend fill="fill-error" text="failed" />
        <span>{`0 to ${formatDuration(lineMs)}`}</span>
      </p>
    </div>
  );
}

const HEADINGS: readonly (readonly [title: string, classes: string])[] = [
  ["#", ""],
  ["Target", ""],
  ["Outcome", ""],
  ["Start", "text-right"],
  ["First byte", "text-right"],
  ["End", "text-right"],
  ["In the request's time", "w-1/3 min-w-32"],
];

function AttemptRow(
  { attempt, number, span, lineMs }: { attempt: LogAttempt; number: number; span: AttemptSpan; lineMs: number },
) {
  const { provider, model, outcome, status, errorClass, error } = attempt;
  return (
    <>
      <tr class="align-top">
        <td class="py-1 pr-3 tabular-nums">{number}</td>
        <td class="py-1 pr-3">{`${provider}/${model}`}</td>
        <td class="py-1 pr-3">
          <OutcomeBadge outcome={outcome} /> {status !== null && <span class="tabular-nums">{status}</span>}
          {errorClass !== null && <div class="text-xs text-muted">{errorClass}</div>}
        </td>
        <Milliseconds ms={span.startMs} />
        <Milliseconds ms={span.firstByteMs} />
        <Milliseconds ms={span.endMs} />
        <td class="py-1.5">
          <SpanBar span={span} lineMs={lineMs} failed={outcome === "FAILED"} />
        </td>
      </tr>
      {error !== null && (
        <tr>
          <td />
          {/* A provider's words may be many: they get the whole width. */}
          <td colSpan={HEADINGS.length - 1} class="pb-1.5 text-xs wrap-anywhere text-error">{error}</td>
        </tr>
      )}
    </>
  );
}

function Milliseconds({ ms }: { ms: number | null }) {
  return <td class="py-1 pr-3 text-right whitespace-nowrap tabular-nums">{ms === null ? "–" : formatDuration(ms)}</td>;
}

/** The numbers beside it say the same. Widths are attributes: a style would be against the page's policy. */
function SpanBar({ span, lineMs, failed }: { span: AttemptSpan; lineMs: number; failed: boolean }) {
  const x = (ms: number) => lineMs === 0 ? 0 : ms / lineMs * LINE;
  const start = x(span.startMs), end = x(span.endMs);
  const firstByte = span.firstByteMs === null ? end : x(span.firstByteMs);
  // What took no time that can be drawn is still there.
  const width = Math.max(THINNEST, end - start);
  return (
    <svg viewBox={`0 0 ${LINE} 12`} preserveAspectRatio="none" class="h-3 w-full rounded-selector" aria-hidden="true">
      <rect width={LINE} height="12" class="fill-base-200" />
      <rect
        x={Math.min(start, LINE - THINNEST)}
        width={width}
        height="12"
        class={failed ? "fill-error" : "fill-primary/40"}
      />
      {!failed && firstByte < end && <rect x={firstByte} width={end - firstByte} height="12" class="fill-primary" />}
    </svg>
  );
}

const LINE = 1_000;
const THINNEST = 6;

function Legend({ fill, text }: { fill: string; text: string }) {
  return (
    <span class="inline-flex items-center gap-1.5">
      <svg viewBox="0 0 8 8" class="size-2">
        <rect width="8" height="8" class={fill} />
      </svg>
      {text}
    </span>
  );
}
