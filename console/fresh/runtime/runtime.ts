/** What islands and pages alike may use: `fresh/runtime`. */
export { HttpError } from "../http_error.ts";
export { Head } from "./head.ts";

/** Whether this code runs in a browser. */
export const IS_BROWSER = typeof document !== "undefined";

/** The address of a static file, with the build's mark on it, so that it may be cached for a year. */
export function asset(path: string): string {
  if (BUILD_ID === "" || !path.startsWith("/") || path.startsWith("//")) return path;
  const [address, fragment] = path.split("#", 2) as [string, string?];
  const marked = `${address}${address.includes("?") ? "&" : "?"}${ASSET_MARK}=${BUILD_ID}`;
  return fragment === undefined ? marked : `${marked}#${fragment}`;
}

export const ASSET_MARK = "__frsh_c";

// The Vite plugin puts the value here, in the server's code and in the browser's.
declare const __FRESH_BUILD_ID__: string | undefined;
const BUILD_ID = typeof __FRESH_BUILD_ID__ === "string" ? __FRESH_BUILD_ID__ : "";
