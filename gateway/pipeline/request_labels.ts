import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";

/** What a request says of itself for those who look for it later. */
export interface RequestLabels {
  tags: Record<string, string>;
  traceId: string | null;
}

/** Tags of one request at most; more are left out. */
const TAGS_MAX = 16;

/** The tags that a client gave in `x-perpetuo-tags`: `name=value` pairs separated by commas; what is no pair is left out. */
export function readTags(request: Request): Record<string, string> {
  const header = request.headers.get(REQUEST_HEADERS.tags);
  if (header === null) return {};
  const tags = new Map<string, string>();
  for (const pair of header.split(",")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals < 0 || name === "" || name.length > 64 || tags.size >= TAGS_MAX) continue;
    tags.set(name, pair.slice(equals + 1).trim().slice(0, 256));
  }
  return Object.fromEntries(tags);
}

/** What a record is tagged with: the key's own tags, and the request's, which come first. Twice as many as either at most. */
export function mergedTags(
  ofKey: Readonly<Record<string, string>> | undefined,
  ofRequest: Record<string, string>,
): Record<string, string> {
  return ofKey === undefined ? ofRequest : { ...ofKey, ...ofRequest };
}

/** The trace that the request belongs to: of `traceparent` (W3C), else the client's own `x-request-id`; null for neither. */
export function readTraceId(request: Request): string | null {
  const parent = request.headers.get(REQUEST_HEADERS.traceParent);
  const trace = parent === null ? null : /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(parent);
  if (trace !== null && !/^0+$/.test(trace[1]!)) return trace[1]!;
  const requestId = request.headers.get(REQUEST_HEADERS.requestId);
  return requestId !== null && /^[\w.:-]{1,64}$/.test(requestId) ? requestId : null;
}
