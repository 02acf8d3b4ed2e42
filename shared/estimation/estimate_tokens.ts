/**
 * Estimates how many tokens a text is, without a tokenizer: one pass that counts by class of character, since hostile
 * input has held up real tokenizers for seconds. Linear, about 6 µs for a KiB.
 *
 * Measured against `o200k_base`: English prose and code 0 to 8 % too high, Chinese, Japanese and Korean −3 to 12 %. Other
 * tokenizers differ by more than that. A fraction: round a sum, not its parts.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let index = 0;
  const length = text.length;
  while (index < length) {
    const code = text.charCodeAt(index);
    const start = index;
    const kind = CLASSES[code]!;
    switch (kind) {
      case LOWER:
      case UPPER:
      case DIGIT: {
        let runTokens = 0;
        let now: number = kind;
        // Letters split from digits, and `camelCase` where a capital begins a word.
        while (now <= DIGIT) {
          const from = index;
          while (now === DIGIT) now = classAt(text, ++index);
          if (index > from) runTokens += Math.ceil((index - from) / DIGITS);
          const letters = index;
          while (now === UPPER) now = classAt(text, ++index);
          const capitals = index - letters;
          while (now === LOWER) now = classAt(text, ++index);
          if (index > letters) runTokens += wordTokens(capitals, index - letters);
        }
        const characters = index - start;
        // A digest or encoded bytes: no word among them, and pieces of a character or two.
        tokens += characters > LONG_RUN ? characters / LONG_RUN_CHARACTERS : runTokens;
        break;
      }
      case SPACE: {
        while (index < length && text.charCodeAt(index) === 0x20) index++;
        // A single space belongs to the word after it; of several, the last one does.
        if (index - start > 1) tokens += INDENT + (index - start) / 80;
        break;
      }
      case BREAK: {
        while (index < length && isBreak(text.charCodeAt(index))) index++;
        tokens += LINE_BREAK + (index - start - 1) / 8;
        break;
      }
      case MARK: {
        while (index < length && isMark(text.charCodeAt(index))) index++;
        tokens += markTokens(index - start);
        break;
      }
      default:
        tokens += wideTokens(code);
        index++;
    }
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

/** The class of every code unit; control characters count as marks. A table of all of them: reads past an end are slow. */
const CLASSES = Uint8Array.from({ length: 65_536 }, (_, code) => {
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

function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x09;
}

function isMark(code: number): boolean {
  return code < 128 && CLASSES[code] === MARK;
}

/** Past the end there is no class: a wide character ends every run. */
function classAt(text: string, index: number): number {
  return index < text.length ? CLASSES[text.charCodeAt(index)]! : WIDE;
}

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

/** What a UTF-16 code unit beyond ASCII counts: by script, as far as tokenizers tell scripts apart. */
function wideTokens(code: number): number {
  if (code < 0x0250) return 0.35; // Latin with accents: its word is split there
  if (code < 0x0590) return 0.27; // Greek, Cyrillic, Armenian
  if (code < 0x0900) return 0.35; // Hebrew, Arabic
  if (code < 0x0e00) return 0.38; // scripts of India
  if (code < 0x1100) return 0.45; // Thai, Lao, Tibetan, Burmese, Georgian
  if (code < 0x2e80) return 0.9; // rare scripts, symbols, punctuation
  if (code >= 0x3040 && code < 0x3100) return 0.68; // kana
  if (code < 0xac00) return 0.8; // ideographs and their punctuation
  if (code < 0xd7b0) return 0.75; // Korean syllables
  if (code < 0xe000) return 1; // half of a surrogate pair: emoji, rare ideographs
  return 0.8; // private use, compatibility and full-width forms
}
