/**
 * Estimates how many tokens a text is, without a tokenizer: one pass that counts by class of character, since hostile
 * input has held up real tokenizers for seconds. Linear, about 2 µs for a KiB of ASCII.
 *
 * Measured against `o200k_base`: English prose and code 0 to 8 % too high, Chinese, Japanese and Korean −3 to 12 %. Other
 * tokenizers differ by more than that. A fraction: round a sum, not its parts.
 */
export function estimateTokens(text: string): number {
  const codes = codesOf(text);
  let tokens = 0;
  let index = 0;
  for (;;) {
    const start = index;
    const kind = CLASSES[codes[index]!]!;
    switch (kind) {
      case LOWER:
      case UPPER:
      case DIGIT: {
        if (kind !== DIGIT) {
          // Most runs are a word: small letters, the first of them perhaps a capital.
          let next: number;
          do next = CLASSES[codes[++index]!]!; while (next === LOWER);
          if (next > DIGIT && index - start <= LONG_RUN) {
            tokens += WORD_TOKENS[index - start]!;
            // A single space belongs to the word after it.
            if (next === SPACE && CLASSES[codes[index + 1]!]! <= DIGIT) index++;
            break;
          }
        }
        index = endOfRun(codes, start);
        tokens += runTokens(codes, start, index);
        break;
      }
      case SPACE: {
        do index++; while (CLASSES[codes[index]!] === SPACE);
        // A single space belongs to the word after it; of several, the last one does.
        if (index - start > 1) tokens += INDENT + (index - start) / 80;
        break;
      }
      case BREAK: {
        do index++; while (CLASSES[codes[index]!] === BREAK);
        tokens += LINE_BREAK + (index - start - 1) / 8;
        break;
      }
      case MARK: {
        do index++; while (CLASSES[codes[index]!] === MARK);
        tokens += markTokens(index - start);
        break;
      }
      case WIDE: {
        const lead = codes[index]!;
        tokens += wideTokens(codes, index);
        index += lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        break;
      }
      default:
        return tokens;
    }
  }
}

const encoder = new TextEncoder();
/** Where a text lies while it is looked at: a byte is read several times faster than a string's character. */
let place = new Uint8Array(4_096);
/** Up to here, bytes, a place is kept for the texts to come. */
const KEPT_PLACE_MAX = 1_024 ** 2;
/** Below, the encoder's fixed cost is more than it spares. */
const ENCODED_LENGTH_MIN = 32;
/** Behind the last byte; none in UTF-8. */
const END_MARK = 0xff;

/** The text in UTF-8, and an `END_MARK`. */
function codesOf(text: string): Uint8Array {
  const { length } = text;
  const bytesMax = 3 * length + 1;
  const codes = bytesMax <= place.length ? place : new Uint8Array(2 * bytesMax);
  if (codes.length <= KEPT_PLACE_MAX) place = codes;
  const bytes = length < ENCODED_LENGTH_MIN && copyAscii(text, codes)
    ? length
    : encoder.encodeInto(text, codes).written;
  codes[bytes] = END_MARK;
  return codes;
}

/** False: it is more than ASCII. */
function copyAscii(text: string, codes: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    codes[index] = code;
  }
  return true;
}

function endOfRun(codes: Uint8Array, start: number): number {
  let index = start;
  while (CLASSES[codes[index]!]! <= DIGIT) index++;
  return index;
}

/** A run of letters and digits: letters split from digits, and `camelCase` where a capital begins a word. */
function runTokens(codes: Uint8Array, start: number, end: number): number {
  // A digest or encoded bytes: no word among them, and pieces of a character or two.
  if (end - start > LONG_RUN) return (end - start) / LONG_RUN_CHARACTERS;
  let tokens = 0;
  let index = start;
  while (index < end) {
    const from = index;
    while (CLASSES[codes[index]!] === DIGIT) index++;
    if (index > from) tokens += Math.ceil((index - from) / DIGITS);
    const letters = index;
    while (CLASSES[codes[index]!] === UPPER) index++;
    const capitals = index - letters;
    while (CLASSES[codes[index]!] === LOWER) index++;
    if (index > letters) tokens += wordTokens(capitals, index - letters);
  }
  return tokens;
}

const LOWER = 0;
const UPPER = 1;
const DIGIT = 2;
const SPACE = 3;
const BREAK = 4;
const MARK = 5;
const WIDE = 6;
const END = 7;

/** The class of every byte; control characters count as marks. */
const CLASSES = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === END_MARK) return END;
  if (code >= 128) return WIDE;
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return LOWER;
  if (/[A-Z]/.test(character)) return UPPER;
  if (/[0-9]/.test(character)) return DIGIT;
  if (character === " ") return SPACE;
  return /[\t\n\r]/.test(character) ? BREAK : MARK;
});

const LONG_RUN = 64;
const LONG_RUN_CHARACTERS = 1.45;
const INDENT = 1.09;
const LINE_BREAK = 0.2;
const MARK_FIRST = 0.83;
const MARK_MORE = 0.2;
/** Operators and closing brackets are known together; longer runs are not. */
const MARKS_KNOWN = 4;
const MARK_LONG = 0.6;
/** Letters of a word that are one token, and how many more make another. */
const WORD_LETTERS = 6;
const WORD_FIRST = 1.03;
const WORD_MORE_LETTERS = 4.9;
const CAPITAL_LETTERS = 3.8;
const DIGITS = 3;

function markTokens(marks: number): number {
  const known = Math.min(marks, MARKS_KNOWN);
  return MARK_FIRST + (known - 1) * MARK_MORE + (marks - known) * MARK_LONG;
}

/** A run of `capitals` and then small letters, `letters` in all; one capital at its head belongs to the word. */
function wordTokens(capitals: number, letters: number): number {
  const word = capitals > 1 ? letters - capitals : letters;
  const shouted = capitals > 1 ? capitals / CAPITAL_LETTERS : 0;
  return word === 0 ? shouted : shouted + WORD_FIRST + Math.max(0, word - WORD_LETTERS) / WORD_MORE_LETTERS;
}

/** Of a word of so many letters, at most its first a capital. */
const WORD_TOKENS = Float64Array.from({ length: LONG_RUN + 1 }, (_, letters) => wordTokens(0, letters));

/** What the character beyond ASCII counts that begins at `index`: by script, as far as tokenizers tell scripts apart. */
function wideTokens(codes: Uint8Array, index: number): number {
  const lead = codes[index]!;
  if (lead >= 0xf0) return 2; // emoji, rare ideographs
  const next = codes[index + 1]! & 0x3f;
  const code = lead < 0xe0 ? (lead & 0x1f) << 6 | next : (lead & 0x0f) << 12 | next << 6 | codes[index + 2]! & 0x3f;
  if (code < 0x0250) return 0.35; // Latin with accents: its word is split there
  if (code < 0x0590) return 0.27; // Greek, Cyrillic, Armenian
  if (code < 0x0900) return 0.35; // Hebrew, Arabic
  if (code < 0x0e00) return 0.38; // scripts of India
  if (code < 0x1100) return 0.45; // Thai, Lao, Tibetan, Burmese, Georgian
  if (code < 0x2e80) return 0.9; // rare scripts, symbols, punctuation
  if (code >= 0x3040 && code < 0x3100) return 0.68; // kana
  if (code < 0xac00) return 0.8; // ideographs and their punctuation
  if (code < 0xd7b0) return 0.75; // Korean syllables
  if (code < 0xe000) return 1; // letters of old Korean
  return 0.8; // private use, compatibility and full-width forms
}
