/** One member of a JSON object and where it lies in the bytes: `[keyStart, valueStart)` is key and colon. */
export interface JsonMember {
  key: string;
  keyStart: number;
  valueStart: number;
  /** Past the value's last byte. */
  valueEnd: number;
}

/** The members of a JSON object in order, and where its closing brace is. */
export interface JsonObjectSpan {
  members: JsonMember[];
  closeAt: number;
}

/**
 * Locates the members of the JSON object that begins at `from` (white space and a byte order mark are skipped), without
 * parsing their values. `bytes` must be known to be valid JSON from there on.
 *
 * Null where splicing would not be safe: it is no object, or a key is written twice or with an escape, so that two
 * readers might not agree on what it says.
 */
export function locateJsonMembers(bytes: Uint8Array, from = 0): JsonObjectSpan | null {
  let at = skipSpace(bytes, from === 0 && bytes[0] === 0xef ? 3 : from);
  if (bytes[at] !== OPEN_BRACE) return null;
  const members: JsonMember[] = [];
  const keys = new Set<string>();
  at = skipSpace(bytes, at + 1);
  while (bytes[at] === QUOTE) {
    const keyStart = at;
    const keyEnd = skipString(bytes, at);
    const key = plainKey(bytes, keyStart + 1, keyEnd - 1);
    if (key === null || keys.has(key)) return null;
    keys.add(key);
    const valueStart = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    const valueEnd = skipValue(bytes, valueStart);
    members.push({ key, keyStart, valueStart, valueEnd });
    at = skipSpace(bytes, valueEnd);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return bytes[at] === CLOSE_BRACE ? { members, closeAt: at } : null;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const decoder = new TextDecoder();

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return at;
}

/** `from` is the opening quote; the answer is past the closing one. */
function skipString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    // The engine's own search: prompts are long strings, and a loop here would be most of the work.
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return bytes.length;
    let backslashes = 0;
    while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function skipValue(bytes: Uint8Array, from: number): number {
  const first = bytes[from];
  if (first === QUOTE) return skipString(bytes, from);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(bytes, from);
  let at = from;
  while (at < bytes.length && !endsScalar(bytes[at]!)) at++;
  return at;
}

function skipNested(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
    at++;
  }
  return at;
}

function endsScalar(byte: number): boolean {
  return byte <= 0x20 || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
}

function plainKey(bytes: Uint8Array, start: number, end: number): string | null {
  const key = decoder.decode(bytes.subarray(start, end));
  return key.includes("\\") ? null : key;
}
