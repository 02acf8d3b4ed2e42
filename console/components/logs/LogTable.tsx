import { COLUMNS } from "../../logs/log_columns.ts";
import type { HoldEvents } from "../../logs/use_holds.ts";
import { LogTableRow } from "./LogTableRow.tsx";
import type { LogRow } from "../../logs/request_log.ts";

interface LogTableProps extends Partial<HoldEvents> {
  rows: readonly LogRow[];
  /** Where the page of a record is. */
  hrefOf(row: LogRow): string;
  /** What API keys are called, by their ids. */
  keyNames: Readonly<Record<string, string>>;
  /** The zone that times are shown in. */
  zone: string;
  /** The `requestId` of the one row that Tab leads to; null, as without a script: to each. */
  current: string | null;
  /** Rows that came in while the table was looked at. */
  arrived?: WeakSet<LogRow> | undefined;
  onOpen?(row: LogRow, event: MouseEvent): void;
}

/** The log: a table that is one to those who hear it, too. */
export function LogTable({ rows, hrefOf, keyNames, zone, current, arrived, onOpen, ...events }: LogTableProps) {
  return (
    <table class="w-full table-fixed border-separate border-spacing-0 text-[0.8125rem]">
      <caption class="sr-only">Requests, the newest first</caption>
      <thead>
        <tr>
          {COLUMNS.map(({ title, hint, numeric, visibility, width }) => (
            <th
              key={title}
              scope="col"
              title={hint}
              class={`sticky top-22 z-10 border-b border-base-300 bg-base-100 px-2 py-1.5 font-medium text-muted ${
                numeric ? "text-right" : "text-left"
              } ${visibility} ${width}`}
            >
              {title}
              {title === "Time" && zone === "UTC" && " (UTC)"}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...events}>
        {rows.map((row) => (
          <LogTableRow
            key={row.requestId}
            row={row}
            href={hrefOf(row)}
            keyName={keyNames[row.apiKeyId] ?? null}
            zone={zone}
            tabIndex={current === null ? undefined : current === row.requestId ? 0 : -1}
            isNew={arrived?.has(row) ?? false}
            onOpen={onOpen}
          />
        ))}
      </tbody>
    </table>
  );
}
