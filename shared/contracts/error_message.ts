import { ERROR_CODES, type ErrorCode } from "./error_code.ts";

export type ErrorDetails = Readonly<Record<string, string | number>>;

/** The public sentence of an error, its `{name}` places filled in. */
export function errorMessage(code: ErrorCode, details: ErrorDetails): string {
  return ERROR_CODES[code].message.replace(
    /\{(\w+)\}/g,
    (place, name) => Object.hasOwn(details, name) ? String(details[name]) : place,
  );
}
