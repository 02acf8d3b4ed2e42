import { Buffer } from "node:buffer";
import type { RequestTarget } from "./request_target.ts";
import type { UpstreamRequest } from "./upstream.ts";

/**
 * A request as it goes over the wire; null when one of its headers cannot: a line break in a value would begin a header
 * of its own. Head and body are one piece, so that they are one write and one packet, unless the body is so large that
 * copying it costs more than a second write.
 */
export function requestBytes(request: UpstreamRequest, target: RequestTarget): Uint8Array[] | null {
  const head = headText(request, target);
  if (head === null) return null;
  const { body } = request;
  if (body === null || body.length > COPIED_BYTES_MAX) {
    const bytes = Buffer.from(head, "latin1");
    return body === null ? [bytes] : [bytes, body];
  }
  const bytes = Buffer.allocUnsafe(head.length + body.length);
  bytes.write(head, 0, "latin1");
  bytes.set(body, head.length);
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

function headText({ method, headers, body }: UpstreamRequest, { origin, path }: RequestTarget): string | null {
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
  return body === null ? `${text}\r\n` : `${text}content-length: ${body.length}\r\n\r\n`;
}
