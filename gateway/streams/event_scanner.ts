import { HeldBytes } from "./held_bytes.ts";

/** The largest event that is held together, bytes; a longer one is a fault of the sender. */
export const EVENT_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Hears of a whole event: it lies in `buffer` from `start` up to `end`, its closing blank line included. `lines`: how many
 * lines it has that are not empty.
 */
export type EventSpan = (buffer: Uint8Array<ArrayBuffer>, start: number, end: number, lines: number) => void;

/**
 * Finds where the events of an SSE stream end without decoding them. Lines may end in LF, CRLF or CR, and chunks may be
 * cut at any byte; no byte is lost or added, so that the spans laid end to end are the stream.
 *
 * Events that lie inside one chunk are spans of that chunk; only those that cross a border are copied together.
 */
export class EventScanner {
  /** The beginning of the event under way. */
  readonly #held = new HeldBytes();
  #lines = 0;
  #lineIsEmpty = true;
  /** The last byte was a CR: an LF that follows belongs to the same line end. */
  #afterCarriageReturn = false;
  /** The last byte was a CR that ends the event, unless the LF that makes it whole is still to come. */
  #endsUnlessLineFeed = false;
  readonly #eventBytesMax: number;

  /** `eventBytesMax`: default 16 MiB. */
  constructor(eventBytesMax: number = EVENT_BYTES_MAX) {
    this.#eventBytesMax = eventBytesMax;
  }

  /** Whether what comes next begins an event. */
  get isBetweenEvents(): boolean {
    return this.#lineIsEmpty && this.#lines === 0 && !this.#afterCarriageReturn && this.#held.length === 0;
  }

  /** Reports every event that ends in `chunk`; false when the event under way has grown past the bound. */
  push(chunk: Uint8Array<ArrayBuffer>, onEvent: EventSpan): boolean {
    // Nearly every stream ends its lines in LF alone, which the engine finds faster than any loop here.
    const isPlain = chunk.indexOf(CARRIAGE_RETURN) < 0;
    let start = 0;
    for (;;) {
      const end = isPlain && !this.#afterCarriageReturn
        ? this.#nextPlainEnd(chunk, start)
        : this.#nextEnd(chunk, start);
      if (end < 0) break;
      const lines = this.#lines;
      this.#lines = 0;
      if (this.#held.length === 0) {
        onEvent(chunk, start, end, lines);
      } else {
        this.#held.append(chunk.subarray(start, end));
        const event = this.#held.take();
        onEvent(event, 0, event.length, lines);
      }
      start = end;
    }
    if (start < chunk.length) this.#held.append(start === 0 ? chunk : chunk.subarray(start));
    return this.#held.length <= this.#eventBytesMax;
  }

  /** What came after the last whole event: a stream may close without the last blank line. Empty afterwards. */
  rest(): Uint8Array<ArrayBuffer> {
    return this.#held.take();
  }

  /** As `#nextEnd`, in a chunk without CR. */
  #nextPlainEnd(chunk: Uint8Array, from: number): number {
    let at = from;
    for (;;) {
      const lineFeed = chunk.indexOf(LINE_FEED, at);
      if (lineFeed < 0) {
        if (at < chunk.length) this.#lineIsEmpty = false;
        return -1;
      }
      if (lineFeed === at && this.#lineIsEmpty) return lineFeed + 1;
      this.#lineIsEmpty = true;
      this.#lines++;
      at = lineFeed + 1;
    }
  }

  /** Where the event that is under way at `from` ends, or -1 when it goes on past this chunk. */
  #nextEnd(chunk: Uint8Array, from: number): number {
    if (this.#endsUnlessLineFeed && from < chunk.length) return this.#endAfterCarriageReturn(chunk[from]!, from);
    let lineIsEmpty = this.#lineIsEmpty;
    let afterCarriageReturn = this.#afterCarriageReturn;
    let end = -1;
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte > CARRIAGE_RETURN) {
        lineIsEmpty = false;
        afterCarriageReturn = false;
      } else if (byte === LINE_FEED) {
        // The LF of a CRLF whose CR already ended the line opens no new one.
        if (!afterCarriageReturn && lineIsEmpty) end = i + 1;
        else if (!afterCarriageReturn) this.#lines++;
        if (!afterCarriageReturn) lineIsEmpty = true;
        afterCarriageReturn = false;
      } else if (byte === CARRIAGE_RETURN) {
        const hasLineFeed = chunk[i + 1] === LINE_FEED;
        if (lineIsEmpty && i + 1 === chunk.length) this.#endsUnlessLineFeed = true;
        else if (lineIsEmpty) end = hasLineFeed ? i + 2 : i + 1;
        else this.#lines++;
        lineIsEmpty = true;
        afterCarriageReturn = !hasLineFeed;
        if (hasLineFeed) i++;
      } else {
        lineIsEmpty = false;
        afterCarriageReturn = false;
      }
      if (end >= 0) break;
    }
    this.#lineIsEmpty = lineIsEmpty;
    this.#afterCarriageReturn = afterCarriageReturn;
    return end;
  }

  #endAfterCarriageReturn(byte: number, at: number): number {
    this.#endsUnlessLineFeed = false;
    this.#afterCarriageReturn = false;
    return byte === LINE_FEED ? at + 1 : at;
  }
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
