/** What the bytes of a chunk may hold, to be looked into: a bit each. */
export const MAY_BE_ERROR = 1;
export const HAS_USAGE = 2;
export const HAS_NO_CHOICES = 4;
/** The chunk does not begin and end as a JSON object. */
export const NOT_AN_OBJECT = 8;

/**
 * Looks over the JSON of one chunk, from `start` up to `end`, for the few things that matter after the first content,
 * without parsing it. A quote inside a JSON string is always escaped, so that an unescaped `"usage"` before a colon is a
 * key, at whatever depth. What is found is a reason to parse; what is not found is not there.
 */
export function probeChunk(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== OPEN_BRACE || bytes[end - 1] !== CLOSE_BRACE) return NOT_AN_OBJECT;
  let found = 0;
  for (let i = start; i < end; i++) if (bytes[i] === QUOTE) found |= probeWord(bytes, i, end);
  return found;
}

/**
 * How many events `bytes` hold when they are whole events of one line of data each, in which `probeChunk` finds nothing; 0
 * for anything else, which is to be looked at event by event. Most pieces of most streams are that, and this reads each
 * byte once.
 */
export function countPlainChunks(bytes: Uint8Array): number {
  const end = bytes.length;
  let count = 0;
  for (let at = 0; at < end; at++) {
    if (!isWord(bytes, at, DATA_FIELD)) return 0;
    at += DATA_FIELD.length;
    if (bytes[at] === SPACE) at++;
    if (bytes[at] !== OPEN_BRACE) return 0;
    for (let byte = bytes[at]!; byte !== LINE_FEED; byte = bytes[++at]!) {
      if (byte > QUOTE) continue;
      // Nothing else that is so low stands unescaped in JSON without being a line end or worth a closer look; nor does the end.
      if (byte === QUOTE ? probeWord(bytes, at, end) !== 0 : byte !== SPACE && byte !== EXCLAMATION_MARK) return 0;
    }
    if (bytes[at - 1] !== CLOSE_BRACE || bytes[++at] !== LINE_FEED) return 0;
    count++;
  }
  return count;
}

/** What the word that begins at the quote at `at` tells. */
function probeWord(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at - 1] === BACKSLASH) return 0;
  switch (bytes[at + 1]) {
    case LETTER_U:
      return isWord(bytes, at, USAGE) && !isKeyOfNull(bytes, at + USAGE.length, end) ? HAS_USAGE : 0;
    case LETTER_E:
      // `"object":"error"` has the word as a value, so that no colon is asked for.
      return isWord(bytes, at, ERROR) && !isKeyOfNull(bytes, at + ERROR.length, end) ? MAY_BE_ERROR : 0;
    case LETTER_C:
      return isWord(bytes, at, CHOICES) && isKeyOfEmptyList(bytes, at + CHOICES.length, end) ? HAS_NO_CHOICES : 0;
    default:
      return 0;
  }
}

const encode = (word: string) => new TextEncoder().encode(word);
const USAGE = encode('"usage"');
const ERROR = encode('"error"');
const CHOICES = encode('"choices"');
const DATA_FIELD = encode("data:");
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const EXCLAMATION_MARK = 0x21;
const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LETTER_C = 0x63;
const LETTER_E = 0x65;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function isWord(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function isKeyOfNull(bytes: Uint8Array, from: number, end: number): boolean {
  const value = valueAfterColon(bytes, from, end);
  return value >= 0 && bytes[value] === LETTER_N;
}

function isKeyOfEmptyList(bytes: Uint8Array, from: number, end: number): boolean {
  const value = valueAfterColon(bytes, from, end);
  return value >= 0 && bytes[value] === OPEN_BRACKET && bytes[skipSpace(bytes, value + 1, end)] === CLOSE_BRACKET;
}

/** Where the value begins when a colon follows; -1 when none does. */
function valueAfterColon(bytes: Uint8Array, from: number, end: number): number {
  const colon = skipSpace(bytes, from, end);
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1, end) : -1;
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! <= 0x20) at++;
  return at;
}
