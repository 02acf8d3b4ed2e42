import { type ColumnField, LOG_COLUMNS } from "./log_columns.ts";

/** A column as it is chosen; as saved views keep it. */
export interface ShownColumn {
  field: ColumnField;
  /** Which tag. */
  name?: string;
  /** In pixels at the table's natural width; left out: the column's own. */
  width?: number;
}

export const COLUMN_WIDTH_MIN = 40;
export const COLUMN_WIDTH_MAX = 800;
export const COLUMNS_MAX = 20;

/** Reads a choice of columns from a view or from storage; what is not known is left out, null where nothing is left. */
export function readColumns(value: unknown): ShownColumn[] | null {
  if (!Array.isArray(value)) return null;
  const seen = new Set<string>();
  const columns = value.flatMap((each: Partial<ShownColumn> | null): ShownColumn[] => {
    const field = each?.field;
    if (field === undefined || !Object.hasOwn(LOG_COLUMNS, field)) return [];
    const name = field === "TAG" && typeof each?.name === "string" ? each.name : undefined;
    if (field === "TAG" && !name) return [];
    const column = { field, ...(name && { name }), ...(isWidth(each?.width) && { width: bounded(each.width) }) };
    if (seen.has(columnId(column))) return [];
    seen.add(columnId(column));
    return [column];
  });
  if (columns.length === 0) return null;
  // It holds the link to the record.
  const whole = columns.some(({ field }) => field === "TIME") ? columns : [{ field: "TIME" as const }, ...columns];
  return whole.slice(0, COLUMNS_MAX);
}

export function columnId({ field, name }: Pick<ShownColumn, "field" | "name">): string {
  return name === undefined ? field : `${field}.${name}`;
}

export function widthOf({ field, width }: ShownColumn): number {
  return width ?? LOG_COLUMNS[field].width;
}

/** The same columns with one of them as wide as that. */
export function resized(columns: readonly ShownColumn[], id: string, width: number): ShownColumn[] {
  return columns.map((column) => columnId(column) === id ? { ...column, width: bounded(width) } : column);
}

/** The same columns with one of them moved by so many places. */
export function moved(columns: readonly ShownColumn[], id: string, by: number): ShownColumn[] {
  const from = columns.findIndex((column) => columnId(column) === id);
  const to = Math.min(columns.length - 1, Math.max(0, from + by));
  if (from < 0 || from === to) return [...columns];
  const rest = columns.filter((_, place) => place !== from);
  return [...rest.slice(0, to), columns[from]!, ...rest.slice(to)];
}

/** With one more at the end, or without it. The time stays: it holds the link to the record. */
export function toggled(columns: readonly ShownColumn[], column: ShownColumn): ShownColumn[] {
  const id = columnId(column);
  const without = columns.filter((each) => columnId(each) !== id);
  if (without.length < columns.length) return column.field === "TIME" ? [...columns] : without;
  return columns.length >= COLUMNS_MAX ? [...columns] : [...columns, column];
}

/** What was chosen on this machine before; null for the columns as they come. */
export function keptColumns(storage: () => Pick<Storage, "getItem">): ShownColumn[] | null {
  try {
    return readColumns(JSON.parse(storage().getItem(NAME) ?? "null"));
  } catch {
    // Storage may be forbidden, or hold something else.
    return null;
  }
}

export function keepColumns(storage: () => Pick<Storage, "setItem" | "removeItem">, columns: ShownColumn[] | null) {
  try {
    if (columns === null) storage().removeItem(NAME);
    else storage().setItem(NAME, JSON.stringify(columns));
  } catch {
    // As above.
  }
}

const NAME = "perpetuo.logs.columns";

function isWidth(width: unknown): width is number {
  return typeof width === "number" && Number.isFinite(width);
}

function bounded(width: number): number {
  return Math.round(Math.min(COLUMN_WIDTH_MAX, Math.max(COLUMN_WIDTH_MIN, width)));
}
