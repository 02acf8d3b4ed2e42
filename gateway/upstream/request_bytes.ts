import { smallBytes, writeLatin1 } from "../streams/small_bytes.ts";
import type { RequestTarget } from "./request_target.ts";
import type { UpstreamRequest } from "./upstream.ts";

/**
 * A request as it goes over the wire; null when one of its headers cannot: a line break in a value would begin a header
 * of its own. Head and body are one piece, so that they are one write and one packet, unless the body is so large that
 * copying it costs more than a second write.
 */
export function requestBytes(request: UpstreamRequest, target: RequestTarget): Uint8Array[] | null {
  const head = headOf(request, target);
  if (head === null) return null;
  const { body } = request;
  const ending = body === null ? "\r\n" : `content-length: ${body.length}\r\n\r\n`;
  const isApart = body !== null && body.length > COPIED_BYTES_MAX;
  const bodyAt = head.length + ending.length;
  const bytes = smallBytes(body === null || isApart ? bodyAt : bodyAt + body.length);
  bytes.set(head);
  writeLatin1(bytes, head.length, ending);
  if (isApart) return [bytes, body];
  if (body !== null) bytes.set(body, bodyAt);
  return [bytes];
}

/** Larger bodies are written after the head instead of being copied behind it. */
const COPIED_BYTES_MAX = 256 * 1024;

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** They say where a message ends and whether its connection stays: the caller has no say in that. */
const OWN_HEADERS = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Of headers that cannot change any more: requests that share them share all of the head but the length. */
const keptHeads = new WeakMap<UpstreamRequest["headers"], KeptHead>();

interface KeptHead {
  method: UpstreamRequest["method"];
  target: RequestTarget;
  bytes: Uint8Array;
}

/** The head without its last line. */
function headOf({ method, headers }: UpstreamRequest, target: RequestTarget): Uint8Array | null {
  if (!Object.isFrozen(headers)) return writeHead(method, headers, target);
  const kept = keptHeads.get(headers);
  if (kept !== undefined && kept.target === target && kept.method === method) return kept.bytes;
  const bytes = writeHead(method, headers, target);
  if (bytes !== null) keptHeads.set(headers, { method, target, bytes: bytes.slice() });
  return bytes;
}

function writeHead(
  method: UpstreamRequest["method"],
  headers: UpstreamRequest["headers"],
  { origin, path }: RequestTarget,
): Uint8Array | null {
  let text = `${method} ${path} HTTP/1.1\r\nhost: ${origin.host}\r\n`;
  for (const name in headers) {
    const value = headers[name]!;
    if (!NAME.test(name) || UNSENDABLE.test(value)) return null;
    if (!OWN_HEADERS.has(name.toLowerCase())) text += `${name}: ${value}\r\n`;
  }
  // A compressed stream saves little on tokens that come one by one; undoing it costs each chunk a trip to another thread,
  // and some servers hold frames back until their compressor has enough.
  if (headers["accept-encoding"] === undefined) text += "accept-encoding: identity\r\n";
  if (headers["accept"] === undefined) text += "accept: */*\r\n";
  if (headers["user-agent"] === undefined) text += "user-agent: perpetuo\r\n";
  const bytes = smallBytes(text.length);
  writeLatin1(bytes, 0, text);
  return bytes;
}
