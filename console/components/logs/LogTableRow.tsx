import { Component } from "preact";
import { cellClass } from "../../logs/log_columns.ts";
import type { LogRow } from "../../logs/request_log.ts";
import { columnId, type ShownColumn } from "../../logs/shown_columns.ts";
import { LogCell } from "./LogCell.tsx";

interface LogTableRowProps {
  row: LogRow;
  columns: readonly ShownColumn[];
  /** Whether these are the columns as they come. */
  isDefault: boolean;
  /** Its place among all rows that are loaded, the table's head counted. */
  rowIndex: number;
  href: string;
  names: Readonly<Record<string, string>>;
  zone: string;
  tabIndex: number | undefined;
  isNew: boolean;
  onOpen?: ((row: LogRow, event: MouseEvent) => void) | undefined;
}

/** A record as a line. The link in it is what has the focus; a click anywhere on the line follows it. */
export class LogTableRow extends Component<LogTableRowProps> {
  // Records never change. Those lines alone are made anew that look different.
  override shouldComponentUpdate(next: LogTableRowProps): boolean {
    const { row, href, zone, tabIndex, columns, names, rowIndex } = this.props;
    const looksOther = next.row !== row || next.href !== href || next.zone !== zone || next.tabIndex !== tabIndex ||
      next.columns !== columns || next.names !== names;
    // Whatever comes in moves the place of every line, which nobody sees.
    if (!looksOther && next.rowIndex !== rowIndex) {
      (this.base as Element | null)?.setAttribute("aria-rowindex", String(next.rowIndex));
    }
    return looksOther;
  }

  override render(props: LogTableRowProps) {
    const { row, columns, isDefault, rowIndex, href, names, zone, tabIndex, isNew, onOpen } = props;
    return (
      <tr
        data-request={row.requestId}
        aria-rowindex={rowIndex}
        class={`cursor-pointer hover:bg-base-200 has-focus-visible:bg-primary/10 ${isNew ? ARRIVAL : ""}`}
        onClick={onOpen && ((event) => onOpen(row, event))}
      >
        {columns.map((column) => (
          <td key={columnId(column)} class={cellClass(column.field, isDefault)}>
            <LogCell column={column} row={row} href={href} names={names} zone={zone} tabIndex={tabIndex} />
          </td>
        ))}
      </tr>
    );
  }
}

/** A colour that fades, for what has just come in. */
const ARRIVAL = "transition-colors duration-1500 starting:bg-primary/25";
