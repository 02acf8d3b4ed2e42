import type { AnswerFacts, AnswerStream, AnswerStreamSink, ProviderFault } from "../wires/wire.ts";
import { FirstContentGate } from "../streams/first_content_gate.ts";
import { HeldBytes } from "../streams/held_bytes.ts";

/** Takes in the body of one answer. */
export interface AnswerReader {
  data(chunk: Uint8Array<ArrayBuffer>): void;
  end(): void;
}

/** The largest whole answer that is held in memory, bytes. */
export const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** As much of an error's body as is read, bytes. */
export const ERROR_BYTES_MAX = 64 * 1024;

/** Who is given a whole answer: null for one that is too large. */
export interface WholeListener {
  whole(bytes: Uint8Array<ArrayBuffer> | null): void;
}

/** Gathers a whole answer. */
export class WholeReader implements AnswerReader {
  readonly #held = new HeldBytes();
  readonly #listener: WholeListener;

  constructor(listener: WholeListener) {
    this.#listener = listener;
  }

  data(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#held.length + chunk.length > ANSWER_BYTES_MAX) this.#listener.whole(null);
    else this.#held.append(chunk);
  }

  end(): void {
    this.#listener.whole(this.#held.take());
  }
}

/** Gathers an error's body as far as it matters. */
export class ErrorReader implements AnswerReader {
  readonly #held = new HeldBytes();
  readonly #whole: (bytes: Uint8Array<ArrayBuffer>) => void;

  constructor(whole: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#whole = whole;
  }

  data(chunk: Uint8Array<ArrayBuffer>): void {
    const room = ERROR_BYTES_MAX - this.#held.length;
    if (room > 0) this.#held.append(chunk.length > room ? chunk.subarray(0, room) : chunk);
  }

  end(): void {
    this.#whole(this.#held.take());
  }
}

/** Who hears what a stream becomes. */
export interface StreamListener {
  /** The answer may be begun; comes before everything but a fault. */
  opened(): void;
  /** The first content is in the next bytes. */
  content(): void;
  emit(bytes: Uint8Array<ArrayBuffer>): void;
  /** Not emitted yet: what must be on record first is put there before these bytes go out. */
  terminal(bytes: Uint8Array<ArrayBuffer>): void;
  fault(fault: ProviderFault): void;
}

/** Reads an event stream through the provider's adapter and the first-content gate. */
export class StreamReader implements AnswerReader, AnswerStreamSink {
  readonly #stream: AnswerStream;
  readonly #listener: StreamListener;
  /** Null when it is open and content has come: all that follows only passes. */
  #gate: FirstContentGate | null;
  #hasContent = false;
  #contentFrames = 0;
  #frames = 0;

  constructor(createStream: (sink: AnswerStreamSink) => AnswerStream, listener: StreamListener) {
    this.#listener = listener;
    this.#gate = new FirstContentGate((bytes) => listener.emit(bytes), () => listener.opened());
    this.#stream = createStream(this);
  }

  get facts(): AnswerFacts {
    return this.#stream.facts;
  }

  /**
   * Frames from the first one that bears content on, without pings and comments: about one output token each, and what a
   * slow stream is measured by.
   */
  get contentFrames(): number {
    return this.#contentFrames;
  }

  /** All events that were passed on. */
  get frames(): number {
    return this.#frames;
  }

  data(chunk: Uint8Array<ArrayBuffer>): void {
    this.#stream.push(chunk);
  }

  end(): void {
    this.#stream.end();
  }

  bytes(bytes: Uint8Array<ArrayBuffer>, frames: number, content: boolean): void {
    const gate = this.#gate;
    if (gate === null) {
      this.#frames += frames;
      this.#contentFrames += frames;
      // An empty chunk would end a chunked body at some receivers.
      return bytes.length > 0 ? this.#listener.emit(bytes) : undefined;
    }
    if (content && !this.#hasContent) {
      this.#hasContent = true;
      this.#listener.content();
    }
    this.#frames += frames;
    if (this.#hasContent) this.#contentFrames += frames;
    gate.push(bytes, frames, content);
    if (this.#hasContent && gate.open) this.#gate = null;
  }

  terminal(bytes: Uint8Array<ArrayBuffer>): void {
    // A valid terminal opens the gate; its own bytes go out by another way.
    this.#gate?.terminal(NOTHING);
    this.#listener.terminal(bytes);
  }

  fault(fault: ProviderFault): void {
    this.#listener.fault(fault);
  }
}

const NOTHING = new Uint8Array(0);
