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
  const read = (framing: BodyFraming): FramingReading => {
    return { state: "read", framing, reusable: reusable && framing.kind !== "until_close" };
  };
  if (status === 204 || status === 304) return read({ kind: "none" });
  if (transfer !== null) {
    if (transfer.toLowerCase() === "chunked") return read({ kind: "chunked" });
    return { state: "malformed", detail: "a transfer coding that was not asked for" };
  }
  if (length === null) return read({ kind: "until_close" });
  const bytes = lengthOf(length);
  if (bytes === null) return { state: "malformed", detail: "a content-length that is none" };
  return read(bytes === 0 ? { kind: "none" } : { kind: "length", length: bytes });
}

/** A length said twice is one length, as long as it is the same. */
function lengthOf(text: string): number | null {
  const [first, ...others] = text.split(",").map((part) => part.trim());
  if (!/^[0-9]{1,15}$/.test(first!) || others.some((other) => other !== first)) return null;
  return Number(first);
}

function saysClose(connection: string | null): boolean {
  return connection !== null && connection.toLowerCase().split(",").some((option) => option.trim() === "close");
}
