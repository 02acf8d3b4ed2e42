import { z } from "zod";
import { PAGE_ROWS } from "./page_rows.ts";

/** Which page of the log: the newest, or the one before or after a cursor. */
export type LogPosition =
  | { kind: "newest" }
  /** What is older than the record at the cursor. */
  | { kind: "older"; than: string }
  | { kind: "newer"; than: string };

/** Reads a position from an address; a cursor that cannot be one counts as none. */
export function readPosition(params: URLSearchParams): LogPosition {
  const older = cursor.safeParse(params.get("after"));
  if (older.success) return { kind: "older", than: older.data };
  const newer = cursor.safeParse(params.get("before"));
  return newer.success ? { kind: "newer", than: newer.data } : { kind: "newest" };
}

/** Writes a position beside a filter. */
export function withPosition(filter: URLSearchParams, position: LogPosition): URLSearchParams {
  const params = new URLSearchParams(filter);
  if (position.kind === "older") params.set("after", position.than);
  if (position.kind === "newer") params.set("before", position.than);
  return params;
}

/** The address of a page of the log; `query` is the filter as it stands there. */
export function pageHref(path: string, query: string, position: LogPosition): string {
  const params = withPosition(new URLSearchParams(query), position);
  return params.size === 0 ? path : `${path}?${params}`;
}

/** The position as arguments of `requestLogs`. */
export function pageArguments(position: LogPosition) {
  switch (position.kind) {
    case "newest":
      return { first: PAGE_ROWS };
    case "older":
      return { first: PAGE_ROWS, after: position.than };
    case "newer":
      return { last: PAGE_ROWS, before: position.than };
  }
}

const cursor = z.base64().min(1).max(256);
