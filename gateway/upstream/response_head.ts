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
  const statusEnd = endOfStatusLine(text);
  if (statusEnd < 0) return { state: "malformed", detail: "a status line that is none" };
  const headers = new Fields(text, statusEnd);
  for (let at = statusEnd; at < text.length;) {
    at = headers.readLine(at + 2);
    if (at < 0) return { state: "malformed", detail: "a header line that is none" };
  }
  const status = digit(text, 9) * 100 + digit(text, 10) * 10 + digit(text, 11);
  return { state: "read", head: { status, isOldVersion: text.charCodeAt(7) === ZERO, headers } };
}

/** Where the line `HTTP/1.1 200 OK` ends; -1 if it is none. */
function endOfStatusLine(text: string): number {
  if (!text.startsWith("HTTP/1.") || digit(text, 7) < 0 || text.charCodeAt(8) !== SPACE) return -1;
  const hundreds = digit(text, 9);
  if (hundreds < 1 || hundreds > 5 || digit(text, 10) < 0 || digit(text, 11) < 0) return -1;
  if (text.length > 12 && text.charCodeAt(12) !== SPACE) return isLineEnd(text, 12) ? 12 : -1;
  return endOfText(text, 12);
}

/**
 * The fields of a head. A proxy asks for few of them, those that say where the answer ends: they are picked out while the
 * lines are checked, and the others are gathered when somebody asks.
 */
class Fields implements UpstreamHeaders {
  readonly #text: string;
  readonly #from: number;
  #contentLength: string | null = null;
  #transferEncoding: string | null = null;
  #connection: string | null = null;
  #contentEncoding: string | null = null;
  #keepAlive: string | null = null;
  #all: Map<string, string> | null = null;

  /** `from`: where the status line ends. */
  constructor(text: string, from: number) {
    this.#text = text;
    this.#from = from;
  }

  get(name: string): string | null {
    switch (name) {
      case "content-length":
        return this.#contentLength;
      case "transfer-encoding":
        return this.#transferEncoding;
      case "connection":
        return this.#connection;
      case "content-encoding":
        return this.#contentEncoding;
      case "keep-alive":
        return this.#keepAlive;
    }
    return (this.#all ??= this.#gather()).get(name) ?? null;
  }

  /** Checks the line that begins at `start`; tells where it ends, or -1 if it is none. */
  readLine(start: number): number {
    const text = this.#text;
    const colon = endOfName(text, start);
    if (colon === start || text.charCodeAt(colon) !== COLON) return -1;
    const end = endOfText(text, colon + 1);
    if (end >= 0) this.#pick(start, colon, end);
    return end;
  }

  #pick(start: number, colon: number, end: number): void {
    switch (colon - start) {
      case 10:
        if (this.#isNamed(start, "connection")) this.#connection = this.#joined(this.#connection, colon, end);
        else if (this.#isNamed(start, "keep-alive")) this.#keepAlive = this.#joined(this.#keepAlive, colon, end);
        break;
      case 14:
        if (!this.#isNamed(start, "content-length")) break;
        this.#contentLength = this.#joined(this.#contentLength, colon, end);
        break;
      case 16:
        if (!this.#isNamed(start, "content-encoding")) break;
        this.#contentEncoding = this.#joined(this.#contentEncoding, colon, end);
        break;
      case 17:
        if (!this.#isNamed(start, "transfer-encoding")) break;
        this.#transferEncoding = this.#joined(this.#transferEncoding, colon, end);
        break;
    }
  }

  /** Whether the token at `start` is `name`, which is in lower case and as long. */
  #isNamed(start: number, name: string): boolean {
    for (let index = 0; index < name.length; index++) {
      // Of what a token may hold nothing but a letter becomes a letter, and nothing else a hyphen.
      if ((this.#text.charCodeAt(start + index) | 0x20) !== name.charCodeAt(index)) return false;
    }
    return true;
  }

  /** Lines of one name are one list. */
  #joined(former: string | null, colon: number, end: number): string {
    const value = trimmed(this.#text, colon + 1, end);
    return former === null ? value : `${former}, ${value}`;
  }

  #gather(): Map<string, string> {
    const all = new Map<string, string>();
    for (let at = this.#from; at < this.#text.length;) {
      const colon = this.#text.indexOf(":", at);
      const end = endOfText(this.#text, colon + 1);
      const name = this.#text.slice(at + 2, colon).toLowerCase();
      all.set(name, this.#joined(all.get(name) ?? null, colon, end));
      at = end;
    }
    return all;
  }
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const ZERO = 0x30;
const COLON = 0x3a;

/** Of each character up to 0xff whether a name may hold it. */
const IN_NAME = Uint8Array.from(
  { length: 256 },
  (_, code) => /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length && IN_NAME[text.charCodeAt(at)] === 1) at++;
  return at;
}

/** Where the text at `from` ends, which must be at a line's end or that of the head; -1 if it does not. */
function endOfText(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= SPACE ? code < 0x7f || (code >= 0x80 && code <= 0xff) : code === TAB) continue;
    return isLineEnd(text, at) ? at : -1;
  }
  return text.length;
}

function isLineEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF;
}

/** Without the spaces and tabs around it: `trim` would take what is part of a value. */
function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** The digit at a place; -1 if there is none. */
function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= 0x39 ? code - ZERO : -1;
}
