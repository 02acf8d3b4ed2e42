import type { ExportValue } from "./export_source.ts";

/**
 * One line of CSV by RFC 4180, its end included: fields with commas, quotes or line ends are quoted. Text that a spreadsheet
 * would take for a formula begins with an apostrophe. Null is empty, an object its JSON.
 */
export function csvLine(values: readonly ExportValue[]): string {
  return values.map(field).join(",") + "\r\n";
}

/**
 * What spreadsheets run: `=`, `+`, `-`, `@` at the front, after spaces, tabs and line ends too, and as the wide characters that
 * East Asian versions take for the same.
 */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

function field(value: ExportValue): string {
  const text = textOf(value);
  // A number is one: its sign is no formula.
  const safe = typeof value !== "number" && typeof value !== "bigint" && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: ExportValue): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value, plainBigints) : String(value);
}

function plainBigints(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
