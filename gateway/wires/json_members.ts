/**
 * Where the members of a JSON object lie in its bytes: numbers in one array, since an object for each member of each request
 * would cost more than finding it.
 */
export class JsonMembers {
  readonly #bytes: Uint8Array;
  readonly #places: number[];
  /** Where the closing brace is. */
  readonly closeAt: number;

  /** `places`: of each member in order where its key, the end of its key, its value and the end of its value are. */
  constructor(bytes: Uint8Array, places: number[], closeAt: number) {
    this.#bytes = bytes;
    this.#places = places;
    this.closeAt = closeAt;
  }

  get count(): number {
    return this.#places.length / PLACES;
  }

  /** Where the quote is that begins a member's key. */
  keyStart(index: number): number {
    return this.#places[index * PLACES]!;
  }

  valueStart(index: number): number {
    return this.#places[index * PLACES + 2]!;
  }

  /** Past the value's last byte. */
  valueEnd(index: number): number {
    return this.#places[index * PLACES + 3]!;
  }

  /** Which member has this key; -1 when none has. */
  indexOf(key: string): number {
    if (!key.isWellFormed()) return -1;
    const written = isAscii(key) ? null : encoder.encode(key);
    const length = written?.length ?? key.length;
    for (let index = 0; index < this.count; index++) {
      const start = this.keyStart(index) + 1;
      if (this.#places[index * PLACES + 1]! - 1 - start !== length) continue;
      let same = 0;
      while (same < length && this.#bytes[start + same] === (written?.[same] ?? key.charCodeAt(same))) same++;
      if (same === length) return index;
    }
    return -1;
  }
}

const PLACES = 4;

/**
 * Locates the members of a JSON object (white space and a byte order mark are skipped), without parsing their values.
 * `bytes` must be known to be valid JSON, and `object` what they parse to.
 *
 * Null where splicing would not be safe: it is no object, or a key is written twice or with an escape, so that two
 * readers might not agree on what it says.
 */
export function locateJsonMembers(
  bytes: Uint8Array,
  object: Readonly<Record<string, unknown>>,
): JsonMembers | null {
  let at = skipSpace(bytes, bytes[0] === 0xef ? 3 : 0);
  if (bytes[at] !== OPEN_BRACE) return null;
  const places: number[] = [];
  at = skipSpace(bytes, at + 1);
  while (bytes[at] === QUOTE) {
    const keyEnd = skipPlainKey(bytes, at);
    if (keyEnd < 0) return null;
    const valueStart = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    const valueEnd = skipValue(bytes, valueStart);
    places.push(at, keyEnd, valueStart, valueEnd);
    at = skipSpace(bytes, valueEnd);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  if (bytes[at] !== CLOSE_BRACE) return null;
  // The parser keeps one of a key that is written twice.
  return places.length > Object.keys(object).length * PLACES ? null : new JsonMembers(bytes, places, at);
}

/** Whether a text is written with one byte a character. */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const encoder = new TextEncoder();

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return at;
}

/** `from` is the opening quote; the answer is past the closing one, or -1 for a key with an escape. */
function skipPlainKey(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) if (bytes[at++] === BACKSLASH) return -1;
  return at + 1;
}

/** `from` is the opening quote; the answer is past the closing one. */
function skipString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    // Most strings are short, and a call costs as much as some bytes.
    for (const near = Math.min(at + NEAR_BYTES, bytes.length); at < near; at++) {
      if (bytes[at] === QUOTE) return at + 1;
      if (bytes[at] === BACKSLASH) at++;
    }
    // The engine's own search: prompts are long strings, and a loop here would be most of the work.
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return bytes.length;
    let backslashes = 0;
    while (quote - backslashes > at && bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

const NEAR_BYTES = 64;

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
