import { signal } from "@preact/signals";
import { keepColumns, keptColumns, type ShownColumn } from "./shown_columns.ts";

/** The columns of the log in this tab; null for the columns as they come. Shared by all islands of a page. */
export const columnChoice = signal<ShownColumn[] | null>(null);

/** Begins with a view's columns, or with those chosen here before. */
export function beginColumns(ofView: ShownColumn[] | null): void {
  columnChoice.value = ofView ?? keptColumns(() => localStorage);
}

/** Chooses columns, and keeps them for the next time. */
export function chooseColumns(columns: ShownColumn[] | null): void {
  columnChoice.value = columns;
  keepColumns(() => localStorage, columns);
}
