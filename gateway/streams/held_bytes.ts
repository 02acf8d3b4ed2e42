/**
 * Bytes that are gathered from pieces until they are whole. A single piece is kept as it came; more are copied into a
 * buffer that doubles, so that a million tiny pieces cost no more than their bytes.
 */
export class HeldBytes {
  #buffer: Uint8Array<ArrayBuffer> = EMPTY;
  #length = 0;

  /** How many bytes are held. */
  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array<ArrayBuffer>): void {
    if (this.#length === 0) {
      this.#buffer = piece;
      this.#length = piece.length;
      return;
    }
    const needed = this.#length + piece.length;
    if (!this.#isOwn || needed > this.#buffer.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
      this.#isOwn = true;
    }
    this.#buffer.set(piece, this.#length);
    this.#length = needed;
  }

  /** Hands out all that is held, as one array, and holds nothing afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    // Most answers come in one piece, and a view of it costs as much as all the rest here.
    const isWhole = this.#buffer.length === this.#length;
    const bytes = isWhole ? this.#buffer : this.#buffer.subarray(0, this.#length);
    this.#buffer = EMPTY;
    this.#length = 0;
    this.#isOwn = false;
    return bytes;
  }

  /** Whether `#buffer` may be written to: a sender's own piece may not. */
  #isOwn = false;
}

const EMPTY = new Uint8Array(0);
