import { encodePiece } from "../streams/small_bytes.ts";
import { eventData } from "../streams/event_data.ts";
import { EventScanner, type EventSpan } from "../streams/event_scanner.ts";
import { type AnswerPart, isContent } from "../translation/answer_part.ts";
import type { AnswerStreamWriter } from "../translation/client_codec.ts";
import type { PartReader } from "../translation/part_reader.ts";
import { asObject, parseJson } from "./untyped.ts";
import { malformedFault, UnstreamedBody } from "./unstreamed_body.ts";
import type { AnswerFacts, AnswerStream, AnswerStreamSink, ProviderFault } from "./wire.ts";

export interface TranslatedStreamParts {
  reader: PartReader;
  writer: AnswerStreamWriter;
  sink: AnswerStreamSink;
  /** The fault that a JSON body tells of which came in the place of a stream; null when it tells of none. */
  bodyFault(body: Record<string, unknown>): ProviderFault | null;
  /** What the wire ends with, for the account of a stream that ended without it (`message_stop`). */
  terminalName: string;
}

/**
 * A provider's stream in a client's dialect: events are read into parts and parts are written as events. What one push
 * gives goes out as one piece. The terminal goes out with `finish` alone, so that a stream cut short never looks finished.
 */
export class TranslatedAnswerStream implements AnswerStream {
  readonly #parts: TranslatedStreamParts;
  readonly #scanner = new EventScanner();
  readonly #unstreamed = new UnstreamedBody();
  readonly #emit = (part: AnswerPart) => this.#write(part);
  #isEnded = false;
  /** The provider has closed: what is left may be half an event. */
  #isClosing = false;
  #out = "";
  #framesBefore = 0;
  #content = false;
  #terminal: string | null = null;

  constructor(parts: TranslatedStreamParts) {
    this.#parts = parts;
  }

  get facts(): AnswerFacts {
    return this.#parts.reader.facts;
  }

  push(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#isEnded || this.#unstreamed.takes(chunk)) return;
    const fits = this.#scanner.push(chunk, this.#onEvent);
    if (this.#ends()) return;
    this.#flush();
    if (!fits) this.#fail(malformedFault("an event is larger than 16 MiB"));
  }

  end(): void {
    if (this.#isEnded) return;
    if (this.#unstreamed.isUnstreamed) return this.#fail(this.#unstreamed.fault(this.#parts.bodyFault));
    // An event that only lacks its blank line counts; half an event must not hide that the stream was cut.
    this.#isClosing = true;
    const rest = this.#scanner.rest();
    this.#take(eventData(rest, 0, rest.length));
    if (!this.#isEnded && this.#terminal === null) this.#parts.reader.close?.(this.#emit);
    if (this.#ends()) return;
    this.#fail(malformedFault(`the stream ended without its terminal (${this.#parts.terminalName})`));
  }

  readonly #onEvent: EventSpan = (buffer, start, end, lines) => {
    if (!this.#isEnded && this.#terminal === null) this.#take(eventData(buffer, start, end, lines));
  };

  #take(data: string | null): void {
    if (data === null) return;
    const event = asObject(parseJson(data));
    if (event === null) return this.#onMark(data);
    const fault = this.#parts.reader.read(event, this.#emit);
    if (fault !== null) this.#fail(fault);
  }

  #onMark(data: string): void {
    if (this.#isClosing || data.trim() === "") {
      this.#parts.reader.readMark?.(data.trim(), this.#emit);
      return;
    }
    if (this.#parts.reader.readMark?.(data.trim(), this.#emit) === true) return;
    this.#fail(malformedFault("an event is not a JSON object"));
  }

  #write(part: AnswerPart): void {
    const text = this.#parts.writer.write(part);
    if (part.type === "finish") {
      this.#terminal = text;
      return;
    }
    this.#out += text;
    // Content that has no bytes in the client's dialect still opens the gate.
    this.#content ||= isContent(part);
  }

  /** Sends what is written, and the terminal behind it if it came; true when the stream is over. */
  #ends(): boolean {
    if (this.#isEnded) return true;
    if (this.#terminal === null) return false;
    this.#flush();
    this.#isEnded = true;
    this.#parts.sink.terminal(encodePiece(this.#terminal));
    return true;
  }

  #fail(fault: ProviderFault): void {
    this.#flush();
    this.#isEnded = true;
    this.#parts.sink.fault(fault);
  }

  #flush(): void {
    if (this.#out === "" && !this.#content) return;
    const bytes = encodePiece(this.#out);
    const content = this.#content;
    const frames = this.#parts.writer.frames - this.#framesBefore;
    this.#framesBefore += frames;
    this.#out = "";
    this.#content = false;
    this.#parts.sink.bytes(bytes, frames, content);
  }
}
