import { createParser } from "eventsource-parser";
import { EVENT_BYTES_MAX } from "./event_scanner.ts";

/** One event of an SSE stream. */
export interface SseEvent {
  /** The event's type where the stream names one. */
  event?: string | undefined;
  data: string;
}

/** Decodes an SSE stream whose events must be read, not only passed on; chunks may be cut at any byte. */
export class SseDecoder {
  // One decoder for the whole stream: it keeps the half of a character that a chunk ends in.
  readonly #text = new TextDecoder();
  readonly #parser: ReturnType<typeof createParser>;
  #overflowed = false;

  /** `onEvent` is called synchronously from `push` and `end`. `eventCharsMax`: default 16 Mi characters. */
  constructor(onEvent: (event: SseEvent) => void, eventCharsMax: number = EVENT_BYTES_MAX) {
    this.#parser = createParser({
      onEvent,
      maxBufferSize: eventCharsMax,
      onError: (error) => {
        if (error.type === "max-buffer-size-exceeded") this.#overflowed = true;
      },
    });
  }

  /** False when an event has grown past the bound; the decoder is of no more use then. */
  push(chunk: Uint8Array<ArrayBuffer>): boolean {
    if (!this.#overflowed) this.#parser.feed(this.#text.decode(chunk, { stream: true }));
    return !this.#overflowed;
  }

  /** The stream has closed: an event without its closing blank line is reported all the same. */
  end(): void {
    if (!this.#overflowed) this.#parser.feed(this.#text.decode() + "\n\n");
  }
}
