import type { UpstreamHeaders } from "./upstream.ts";

/** The head of an answer. */
export interface ResponseHead {
  /** 100 to 599. */
  status: number;
  /** Whether it is HTTP/1.0, after which a connection is not used again. */
  isOldVersion: boolean;
  headers: UpstreamHeaders;
}

export type HeadReading = { state: "read"; head: ResponseHead } | { state: "malformed"; detail: string };

/**
 * Reads the head of an answer, its last line break and the empty line left off.
 *
 * It is strict where leniency lets two readers see two messages: lines end in CRLF alone, names are tokens with the colon
 * right behind them, folded lines and control characters are refused.
 */
export function readResponseHead(text: string): HeadReading {
  let lineEnd = endOfLine(text, 0);
  const statusLine = STATUS_LINE.exec(text.slice(0, lineEnd));
  if (statusLine === null) return malformed("a status line that is none");
  const fields = new Map<string, string>();
  while (lineEnd < text.length) {
    const from = lineEnd + 2;
    lineEnd = endOfLine(text, from);
    if (!readField(text.slice(from, lineEnd), fields)) return malformed("a header line that is none");
  }
  const headers = { get: (name: string) => fields.get(name) ?? null };
  return { state: "read", head: { status: Number(statusLine[2]), isOldVersion: statusLine[1] === "0", headers } };
}

const STATUS_LINE = /^HTTP\/1\.([0-9]) ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NO_TEXT = /[^\t\x20-\x7e\x80-\xff]/;

function readField(line: string, fields: Map<string, string>): boolean {
  const colon = line.indexOf(":");
  if (colon < 0) return false;
  const name = line.slice(0, colon);
  const value = trimmed(line, colon + 1);
  if (!NAME.test(name) || NO_TEXT.test(value)) return false;
  const key = name.toLowerCase();
  const former = fields.get(key);
  // Lines of one name are one list.
  fields.set(key, former === undefined ? value : `${former}, ${value}`);
  return true;
}

/** Spaces and tabs only: `trim` would take what is part of a value. */
function trimmed(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\r\n", from);
  return end < 0 ? text.length : end;
}

function malformed(detail: string): HeadReading {
  return { state: "malformed", detail };
}
