/**
 * Undoes chunked framing (RFC 9112, 7.1), however it is cut. Extensions and trailers are read over. Lines end in CRLF
 * alone, and are bounded: a chunk's to 4 KiB, the trailers to 64 KiB.
 */
export class ChunkedBody {
  #place: Place = SIZE;
  /** Of the chunk being read: its size as far as it is known, then what is left of it. */
  #left = 0;
  #digits = 0;
  #lineBytes = 0;
  #lineIsEmpty = true;

  /** Where the content of the last read is in its bytes, moved together; fields, as one object a chunk shows. */
  start = 0;
  end = 0;
  /** Where the last read stopped: behind the end of the body once that is done. */
  next = 0;

  /**
   * Reads `bytes` at `from` up to `to`, and writes over them: the content of many chunks in one read becomes one piece, from
   * `start` up to `end`.
   */
  read(bytes: Uint8Array, from: number, to: number): "more" | "done" | "malformed" {
    let start = from;
    let end = from;
    let at = from;
    let state: "more" | "done" | "malformed" = "more";
    while (at < to) {
      if (this.#place !== DATA) {
        const next = this.#framing(bytes[at++]!);
        if (next === BAD) {
          state = "malformed";
          break;
        }
        this.#place = next;
        if (next !== OVER) continue;
        state = "done";
        break;
      }
      const taken = Math.min(this.#left, to - at);
      if (start === end) start = end = at;
      else if (end !== at) bytes.copyWithin(end, at, at + taken);
      end += taken;
      at += taken;
      this.#left -= taken;
      if (this.#left === 0) this.#place = DATA_CR;
    }
    this.start = start;
    this.end = end;
    this.next = at;
    return state;
  }

  /** Reads one byte of framing and returns the place after it. */
  #framing(byte: number): Place {
    switch (this.#place) {
      case SIZE:
        return this.#size(byte);
      case AFTER_SIZE:
        if (byte === SPACE || byte === TAB) return this.#within(LINE_BYTES_MAX, AFTER_SIZE);
        return byte === SEMICOLON ? EXTENSION : byte === CR ? SIZE_LF : BAD;
      case EXTENSION:
        if (byte === CR) return SIZE_LF;
        return isText(byte) ? this.#within(LINE_BYTES_MAX, EXTENSION) : BAD;
      case SIZE_LF:
        return byte === LF ? this.#sized() : BAD;
      case DATA_CR:
        return byte === CR ? DATA_LF : BAD;
      case DATA_LF:
        return byte === LF ? SIZE : BAD;
      case TRAILER:
        if (byte === CR) return TRAILER_LF;
        this.#lineIsEmpty = false;
        return isText(byte) ? this.#within(TRAILER_BYTES_MAX, TRAILER) : BAD;
      case TRAILER_LF:
        if (byte !== LF) return BAD;
        if (this.#lineIsEmpty) return OVER;
        this.#lineIsEmpty = true;
        return TRAILER;
      default:
        return BAD;
    }
  }

  #size(byte: number): Place {
    const digit = hexDigit(byte);
    if (digit < 0) {
      if (this.#digits === 0) return BAD;
      if (byte === CR) return SIZE_LF;
      if (byte === SEMICOLON) return EXTENSION;
      return byte === SPACE || byte === TAB ? AFTER_SIZE : BAD;
    }
    // Thirteen digits are 2^52 bytes: numbers stay exact.
    if (++this.#digits > 13) return BAD;
    this.#left = this.#left * 16 + digit;
    return SIZE;
  }

  #sized(): Place {
    this.#digits = 0;
    this.#lineBytes = 0;
    return this.#left === 0 ? TRAILER : DATA;
  }

  #within(bytesMax: number, place: Place): Place {
    return ++this.#lineBytes > bytesMax ? BAD : place;
  }
}

const LINE_BYTES_MAX = 4 * 1024;
const TRAILER_BYTES_MAX = 64 * 1024;

/** Where in the framing the next byte is; numbers, since one is looked at for every byte of it. */
type Place = number;
const SIZE = 0;
const AFTER_SIZE = 1;
const EXTENSION = 2;
const SIZE_LF = 3;
const DATA = 4;
const DATA_CR = 5;
const DATA_LF = 6;
const TRAILER = 7;
const TRAILER_LF = 8;
const OVER = 9;
const BAD = 10;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const SEMICOLON = 0x3b;

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function isText(byte: number): boolean {
  return byte >= SPACE ? byte !== 0x7f : byte === TAB;
}
