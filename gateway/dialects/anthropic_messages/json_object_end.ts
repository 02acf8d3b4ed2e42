/** Finds out where a JSON object that comes in pieces ends, without parsing it. */
export class JsonObjectEnd {
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** Whether the text is something else than an object, which may go on for ever. */
  #isOther = false;

  /** Takes the next piece; true when the object is whole with it, so that nothing but blanks can follow. */
  push(piece: string): boolean {
    for (let index = 0; index < piece.length && !this.#isOther; index++) {
      if (this.#isEnd(piece.charCodeAt(index))) return true;
    }
    return false;
  }

  #isEnd(code: number): boolean {
    if (this.#inString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === BACKSLASH) this.#isEscaped = true;
      else if (code === QUOTE) this.#inString = false;
      return false;
    }
    switch (code) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (this.#depth === 0 && code === OPEN_BRACKET) this.#isOther = true;
        this.#depth++;
        return false;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        return --this.#depth === 0;
      case QUOTE:
        this.#inString = true;
        break;
    }
    // Before its first brace an object has blanks alone.
    if (this.#depth === 0 && code > SPACE) this.#isOther = true;
    return false;
  }
}

const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
