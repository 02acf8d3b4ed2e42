import type { ComponentChildren, Ref } from "preact";
import { LOG_COLUMNS, type LogColumn } from "../../logs/log_columns.ts";
import type { LogRow } from "../../logs/request_log.ts";
import { columnId, type ShownColumn, widthOf } from "../../logs/shown_columns.ts";
import type { HoldEvents } from "../../logs/use_holds.ts";
import { ColumnHandle } from "./ColumnHandle.tsx";
import { LogTableRow } from "./LogTableRow.tsx";

interface LogTableProps extends Partial<HoldEvents> {
  /** Those that have lines, out of all that are loaded. */
  rows: readonly LogRow[];
  /** How many there are above the first line, how many in all, and what their lines would take, in pixels. */
  window: { before: number; total: number; topPx: number; bottomPx: number };
  /** Null: the columns as they come, which are `defaults`. */
  columns: readonly ShownColumn[] | null;
  defaults: readonly ShownColumn[];
  /** Where the page of a record is. */
  hrefOf(row: LogRow): string;
  /** What API keys are called, by their ids. */
  names: Readonly<Record<string, string>>;
  /** The zone that times are shown in. */
  zone: string;
  /** The `requestId` of the one row that Tab leads to; null, as without a script: to each. */
  current: string | null;
  /** Rows that came in while the table was looked at. */
  arrived?: WeakSet<LogRow> | undefined;
  body?: Ref<HTMLTableSectionElement>;
  /** Gives a column another width; left out, widths stay. */
  onResize?: ((id: string, width: number) => void) | undefined;
  onOpen?(row: LogRow, event: MouseEvent): void;
}

/** The log: a table that is one to those who hear it, too, though only lines in sight are made. */
export function LogTable(props: LogTableProps) {
  const { rows, window, columns, defaults, hrefOf, names, zone, current, arrived, body, onResize, onOpen, ...events } =
    props;
  const shown = columns ?? defaults;
  const sum = shown.reduce((total, column) => total + widthOf(column), 0);
  return (
    <table
      aria-rowcount={window.total + 1}
      class="w-full table-fixed border-separate border-spacing-0 text-[0.8125rem] [overflow-anchor:none]"
    >
      <caption class="sr-only">Requests, the newest first</caption>
      {columns !== null && (
        <colgroup>
          {/* Shares of the table, so that it is never wider than the page. */}
          {columns.map((column) => <col key={columnId(column)} width={`${widthOf(column) / sum * 100}%`} />)}
        </colgroup>
      )}
      <thead>
        <tr aria-rowindex={1}>
          {shown.map((column) => (
            <ColumnHead key={columnId(column)} column={column} isDefault={columns === null} zone={zone}>
              {onResize && <ColumnHandle id={columnId(column)} width={widthOf(column)} onResize={onResize} />}
            </ColumnHead>
          ))}
        </tr>
      </thead>
      <Spacer heightPx={window.topPx} columns={shown.length} />
      <tbody ref={body} {...events}>
        {rows.map((row, place) => (
          <LogTableRow
            key={row.requestId}
            row={row}
            columns={shown}
            isDefault={columns === null}
            rowIndex={window.before + place + 2}
            href={hrefOf(row)}
            names={names}
            zone={zone}
            tabIndex={current === null ? undefined : current === row.requestId ? 0 : -1}
            isNew={arrived?.has(row) ?? false}
            onOpen={onOpen}
          />
        ))}
      </tbody>
      <Spacer heightPx={window.bottomPx} columns={shown.length} />
    </table>
  );
}

function ColumnHead({ column, isDefault, zone, children }: {
  column: ShownColumn;
  isDefault: boolean;
  zone: string;
  children: ComponentChildren;
}) {
  const { title, hint, numeric, visibility, widthClass }: LogColumn = LOG_COLUMNS[column.field];
  return (
    <th
      scope="col"
      title={hint}
      class={`sticky top-22 z-10 truncate border-b border-base-300 bg-base-100 px-2 py-1.5 font-medium text-muted ${
        numeric ? "text-right" : "text-left"
      } ${isDefault ? `${visibility} ${widthClass}` : ""}`}
    >
      {column.name ?? title}
      {column.field === "TIME" && zone === "UTC" && " (UTC)"}
      {children}
    </th>
  );
}

/** Stands for lines out of sight. The height is an attribute: a style would be against the page's policy. */
function Spacer({ heightPx, columns }: { heightPx: number; columns: number }) {
  if (heightPx <= 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={columns} height={heightPx} class="p-0" />
      </tr>
    </tbody>
  );
}
