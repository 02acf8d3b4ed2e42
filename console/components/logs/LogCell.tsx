import { formatTime } from "../format_time.ts";
import { Money } from "../Money.tsx";
import { formatDuration } from "../../logs/format_duration.ts";
import type { LogRow } from "../../logs/request_log.ts";
import type { ShownColumn } from "../../logs/shown_columns.ts";
import { OutcomeBadge } from "./OutcomeBadge.tsx";

interface LogCellProps {
  column: ShownColumn;
  row: LogRow;
  href: string;
  /** What API keys and projects are called, by their ids. */
  names: Readonly<Record<string, string>>;
  zone: string;
  tabIndex: number | undefined;
}

/** What a record has in a column. */
export function LogCell({ column: { field, name }, row, href, names, zone, tabIndex }: LogCellProps) {
  const { tokens, timings } = row;
  switch (field) {
    case "TIME":
      return <TimeLink row={row} href={href} zone={zone} tabIndex={tabIndex} />;
    case "OUTCOME":
      return <OutcomeBadge outcome={row.outcome} />;
    case "STATUS":
      return row.status === 0 ? <Absent /> : <>{row.status}</>;
    case "MODEL":
      return <Model row={row} />;
    case "API_KEY":
      return <>{names[row.apiKeyId] ?? <Absent words="key not listed" />}</>;
    case "PROJECT":
      return <>{row.project?.name ?? <Absent words="project gone" />}</>;
    case "TOTAL_TOKENS":
      return <>{`${count(tokens.input)} / ${count(tokens.output)}`}</>;
    case "COST_NANO_USD":
      return <Money nanoUsd={row.costNanoUsd} />;
    case "TOTAL_MS":
      return <>{formatDuration(timings.totalMs)}</>;
    case "TTFT_MS":
      return timings.ttftMs === null ? <Absent /> : <>{formatDuration(timings.ttftMs)}</>;
    case "QUEUE_MS":
      return <>{formatDuration(timings.queueMs)}</>;
    case "OVERHEAD_MS":
      return <>{formatDuration(timings.overheadMs)}</>;
    default:
      return <>{textIn(field, { row, name }) ?? <Absent />}</>;
  }
}

type TextField = Exclude<
  ShownColumn["field"],
  | "TIME"
  | "OUTCOME"
  | "STATUS"
  | "MODEL"
  | "API_KEY"
  | "PROJECT"
  | "TOTAL_TOKENS"
  | "COST_NANO_USD"
  | "TOTAL_MS"
  | "TTFT_MS"
  | "QUEUE_MS"
  | "OVERHEAD_MS"
>;

function textIn(field: TextField, { row, name }: { row: LogRow; name: string | undefined }): string | null {
  switch (field) {
    case "PROVIDER":
      return row.provider;
    case "ROUTE":
      return row.routeName;
    case "END_USER":
      return row.endUser;
    case "TAG":
      return (row.tags as Record<string, string>)[name ?? ""] ?? null;
    case "ERROR_CODE":
      return row.errorCode;
    case "ATTEMPTS":
      return String(row.calls.length);
    case "STREAM":
      return row.stream ? "yes" : "no";
    case "CACHE_HIT":
      return row.cacheHit ? "hit" : null;
    case "DIALECT":
      return row.dialect.toLowerCase().replaceAll("_", " ");
    case "MODEL_ASKED":
      return row.modelAsked;
    case "MODEL_SERVED":
      return row.modelServed;
    case "INPUT_TOKENS":
      return count(row.tokens.input);
    case "OUTPUT_TOKENS":
      return count(row.tokens.output);
    case "CACHE_READ_TOKENS":
      return count(row.tokens.cacheRead);
    case "REASONING_TOKENS":
      return count(row.tokens.reasoning);
    case "REVISION":
      return row.revisionNumber === null ? null : String(row.revisionNumber);
    case "REQUEST_ID":
      return row.requestId;
    case "TRACE_ID":
      return row.traceId;
  }
}

function count(tokens: number): string {
  return tokens.toLocaleString("en");
}

function TimeLink({ row, href, zone, tabIndex }: Pick<LogCellProps, "row" | "href" | "zone" | "tabIndex">) {
  const [day, clock] = formatTime(new Date(row.ts), zone, "millisecond").split(/ (.*)/);
  return (
    <a href={href} tabIndex={tabIndex} class="scroll-mt-32 rounded-selector tabular-nums" title={`${day} ${clock}`}>
      <time dateTime={row.ts}>
        <span class="hidden text-muted sm:inline">{`${day!.slice(5)} `}</span>
        {clock!.slice(0, 8)}
        <span class="hidden text-muted sm:inline">{clock!.slice(8, 12)}</span>
      </time>
    </a>
  );
}

function Model({ row: { modelAsked, modelServed, provider, errorCode, outcome } }: { row: LogRow }) {
  // `provider/model` asks for what is served: no news.
  const renamed = modelServed !== null && modelServed !== modelAsked && `${provider}/${modelServed}` !== modelAsked;
  return (
    <span title={renamed ? `${modelAsked ?? "none"} → ${modelServed}` : undefined}>
      {modelAsked ?? <Absent />}
      {renamed && <span class="text-muted">{` → ${modelServed}`}</span>}
      {errorCode !== null && outcome !== "CANCELLED" && (
        <span class="ml-2 text-xs text-error" title={errorCode}>{errorCode}</span>
      )}
    </span>
  );
}

/** Where there is nothing to show: a dash for the eye, a word for the ear. */
function Absent({ words = "none" }: { words?: string }) {
  return (
    <>
      <span aria-hidden="true" class="text-muted">–</span>
      <span class="sr-only">{words}</span>
    </>
  );
}
