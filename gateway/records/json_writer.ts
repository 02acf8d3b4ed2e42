import { writeLatin1 } from "../streams/small_bytes.ts";

/**
 * Writes JSON as bytes, piece behind piece, into memory that is used up bit by bit. A text of many parts would be made, copied
 * flat and encoded at several times the cost, and leave all of that to the garbage collector.
 */
export class JsonWriter {
  #bytes = new Uint8Array(CHUNK_BYTES);
  /** What stands before it was taken, and must not be written again. */
  #start = 0;
  #end = 0;
  #memory = nextMemory++;

  /** Names what is written to as it is now: it changes when bytes that were written may stand there no more. */
  get memory(): number {
    return this.#memory;
  }

  /** Where the next byte goes in that memory. */
  get place(): number {
    return this.#end;
  }

  /** Bytes that were written and not taken. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Forgets what stands behind the first `length` bytes that are not taken. */
  cut(length: number): void {
    this.#end = this.#start + length;
    this.#memory = nextMemory++;
  }

  /** Everything that was written since this was last called; it stays as it is. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  /** Bytes as they are. */
  piece(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    if (length > SHORT_MAX) {
      this.#bytes.set(bytes, this.#end);
    } else {
      const own = this.#bytes;
      const end = this.#end;
      for (let index = 0; index < length; index++) own[end + index] = bytes[index]!;
    }
    this.#end += length;
  }

  /** What stands between two places of a memory, once more; false, and nothing, when it is not the one written to now. */
  again(memory: number, from: number, to: number): boolean {
    if (memory !== this.#memory) return false;
    this.#reserve(to - from);
    // Making room may have changed it.
    if (memory !== this.#memory) return false;
    this.#bytes.copyWithin(this.#end, from, to);
    this.#end += to - from;
    return true;
  }

  /** A text as it is, of ASCII characters alone. */
  ascii(text: string): void {
    this.#reserve(text.length);
    writeLatin1(this.#bytes, this.#end, text);
    this.#end += text.length;
  }

  /** A string that comes once; null is `null`. */
  string(text: string | null): void {
    if (text === null) return this.piece(NULL);
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let end = this.#end;
    bytes[end++] = QUOTE;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < SPACE || code > LAST_PLAIN || code === QUOTE || code === BACKSLASH) return this.json(text);
      bytes[end++] = code;
    }
    bytes[end++] = QUOTE;
    this.#end = end;
  }

  /** A string that comes again and again, as names and ids of the configuration do; null is `null`. */
  name(text: string | null): void {
    this.piece(text === null ? NULL : namePiece(text));
  }

  /** A number; null, and what JSON has no number for, is `null`. */
  number(value: number | null): void {
    if (value === null) return this.piece(NULL);
    if (value >= 0 && value < BILLION && Number.isInteger(value)) return this.#digits(value, digitsOf(value));
    if (!Number.isSafeInteger(value) || value < 0) return this.json(value);
    const high = Math.floor(value / BILLION);
    this.#digits(high, digitsOf(high));
    this.#digits(value - high * BILLION, BILLION_DIGITS);
  }

  /** Milliseconds to the microsecond, as `toMicroseconds()` has them; null is `null`. */
  milliseconds(ms: number | null): void {
    const microseconds = Math.round((ms ?? -1) * 1_000);
    if (!Number.isSafeInteger(microseconds) || microseconds < 0) {
      return ms === null ? this.piece(NULL) : this.json(microseconds / 1_000);
    }
    const whole = Math.floor(microseconds / 1_000);
    this.number(whole);
    const rest = microseconds - whole * 1_000;
    if (rest === 0) return;
    this.#reserve(1);
    this.#bytes[this.#end++] = POINT;
    this.#digits(rest, 3);
  }

  /** Any value. Throws when it cannot be JSON. */
  json(value: unknown): void {
    this.piece(encoder.encode(JSON.stringify(value)));
  }

  /** An object's members without the braces around them. Throws when they cannot be JSON. */
  members(object: object): void {
    this.piece(encoder.encode(JSON.stringify(object).slice(1, -1)));
  }

  /** The last `count` digits of a whole number below 2^31. */
  #digits(value: number, count: number): void {
    this.#reserve(count);
    const bytes = this.#bytes;
    const start = this.#end;
    let rest = value | 0;
    for (let index = start + count - 1; index >= start; index--) {
      const tens = (rest / 10) | 0;
      bytes[index] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.#end = start + count;
  }

  #reserve(count: number): void {
    if (this.#end + count <= this.#bytes.length) return;
    const written = this.#bytes.subarray(this.#start, this.#end);
    // What was taken is somebody else's: it stays in the old memory, which goes with the last of it.
    this.#bytes = new Uint8Array(Math.max(CHUNK_BYTES, 2 * (written.length + count)));
    this.#bytes.set(written);
    this.#memory = nextMemory++;
    this.#start = 0;
    this.#end = written.length;
  }
}

/** A text of ours as a piece, to be written many times. */
export function pieceOf(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  return digits;
}

function namePiece(text: string): Uint8Array {
  let piece = namePieces.get(text);
  if (piece === undefined) {
    piece = pieceOf(JSON.stringify(text));
    // Some come from clients: without a bound, made-up ones would fill the memory.
    if (namePieces.size >= NAMES_MAX) namePieces.clear();
    namePieces.set(text, piece);
  }
  return piece;
}

const namePieces = new Map<string, Uint8Array>();
const NAMES_MAX = 10_000;
/** Counted across all writers, so that none takes another's memory for its own. */
let nextMemory = 1;

const encoder = new TextEncoder();
const NULL = pieceOf("null");
/** Lines of some seventy requests. */
const CHUNK_BYTES = 256 * 1_024;
/** Bytes that are copied by themselves sooner than by the machine's means for many. */
const SHORT_MAX = 12;
const BILLION = 1_000_000_000;
const BILLION_DIGITS = 9;
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const LAST_PLAIN = 126;
const POINT = 46;
const ZERO = 48;
