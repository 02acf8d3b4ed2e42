import type { ResponseHead } from "./response_head.ts";

/** How the end of a body is told. */
export type BodyFraming =
  | { kind: "none" }
  | { kind: "length"; length: number }
  | { kind: "chunked" }
  | { kind: "until_close" };

export type FramingReading =
  | { state: "read"; framing: BodyFraming; reusable: boolean }
  | { state: "malformed"; detail: string };

/**
 * Tells by the head how its body ends (RFC 9112, 6.3), and whether the connection may be used again afterwards: not when
 * the server says so, not for HTTP/1.0, and not when the head names two ends, since somebody on the way may believe the
 * other one.
 */
export function readBodyFraming({ status, isOldVersion, headers }: ResponseHead): FramingReading {
  const transfer = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  const reusable = !isOldVersion && !(transfer !== null && length !== null) && !saysClose(headers.get("connection"));
  if (status === 204 || status === 304) return { state: "read", framing: NONE, reusable };
  if (transfer !== null) {
    if (transfer.toLowerCase() === "chunked") return { state: "read", framing: CHUNKED, reusable };
    return { state: "malformed", detail: "a transfer coding that was not asked for" };
  }
  if (length === null) return { state: "read", framing: UNTIL_CLOSE, reusable: false };
  const bytes = lengthOf(length);
  if (bytes === null) return { state: "malformed", detail: "a content-length that is none" };
  return { state: "read", framing: bytes === 0 ? NONE : { kind: "length", length: bytes }, reusable };
}

const NONE: BodyFraming = { kind: "none" };
const CHUNKED: BodyFraming = { kind: "chunked" };
const UNTIL_CLOSE: BodyFraming = { kind: "until_close" };

/** A length said twice is one length, as long as it is the same. */
function lengthOf(text: string): number | null {
  if (LENGTH.test(text)) return Number(text);
  const [first, ...others] = text.split(",").map((part) => part.trim());
  if (!LENGTH.test(first!) || others.some((other) => other !== first)) return null;
  return Number(first);
}

const LENGTH = /^[0-9]{1,15}$/;

function saysClose(connection: string | null): boolean {
  return connection !== null && connection.toLowerCase().split(",").some((option) => option.trim() === "close");
}
