import { Component } from "preact";
import { formatTime } from "../format_time.ts";
import { Money } from "../Money.tsx";
import { formatDuration } from "../../logs/format_duration.ts";
import { CELL_CLASSES } from "../../logs/log_columns.ts";
import { OutcomeBadge } from "./OutcomeBadge.tsx";
import type { LogRow } from "../../logs/request_log.ts";

interface LogTableRowProps {
  row: LogRow;
  href: string;
  keyName: string | null;
  zone: string;
  tabIndex: number | undefined;
  isNew: boolean;
  onOpen?: ((row: LogRow, event: MouseEvent) => void) | undefined;
}

/** A record as a line. The link in it is what has the focus; a click anywhere on the line follows it. */
export class LogTableRow extends Component<LogTableRowProps> {
  // Records never change. Of thousands of lines, those alone are made anew that look different.
  override shouldComponentUpdate(next: LogTableRowProps): boolean {
    const { row, href, zone, tabIndex } = this.props;
    return next.row !== row || next.href !== href || next.zone !== zone || next.tabIndex !== tabIndex;
  }

  override render({ row, href, keyName, zone, tabIndex, isNew, onOpen }: LogTableRowProps) {
    const cells = [
      <TimeLink key="time" row={row} href={href} zone={zone} tabIndex={tabIndex} />,
      <OutcomeBadge key="outcome" outcome={row.outcome} />,
      row.status === 0 ? <Absent key="status" /> : row.status,
      <Model key="model" row={row} />,
      row.provider ?? <Absent key="provider" />,
      row.routeName ?? <Absent key="route" />,
      keyName ?? <Absent key="key" words="key not listed" />,
      `${row.tokens.input.toLocaleString("en")} / ${row.tokens.output.toLocaleString("en")}`,
      <Money key="cost" nanoUsd={row.costNanoUsd} />,
      formatDuration(row.timings.totalMs),
      row.timings.ttftMs === null ? <Absent key="ttft" /> : formatDuration(row.timings.ttftMs),
    ];
    return (
      <tr
        data-request={row.requestId}
        class={`cursor-pointer hover:bg-base-200 has-focus-visible:bg-primary/10 ${isNew ? ARRIVAL : ""}`}
        onClick={onOpen && ((event) => onOpen(row, event))}
      >
        {cells.map((cell, place) => <td key={place} class={CELL_CLASSES[place]}>{cell}</td>)}
      </tr>
    );
  }
}

/** A colour that fades, for what has just come in. */
const ARRIVAL = "transition-colors duration-1500 starting:bg-primary/25";

function TimeLink({ row, href, zone, tabIndex }: Pick<LogTableRowProps, "row" | "href" | "zone" | "tabIndex">) {
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
