import { closedEvent } from "../streams/closed_event.ts";
import { eventData } from "../streams/event_data.ts";
import { EventRun } from "../streams/event_run.ts";
import { EventScanner, type EventSpan } from "../streams/event_scanner.ts";
import { malformedFault, UnstreamedBody } from "./unstreamed_body.ts";
import { asObject, parseJson } from "./untyped.ts";
import type { AnswerFacts, AnswerStream, AnswerStreamSink, ProviderFault } from "./wire.ts";

/**
 * What becomes of one event. `keep_alive` is passed on and counts as no frame: a provider that is still at work may send any
 * number of these. `stop` is the terminal.
 */
export type EventVerdict = "pass" | "content" | "keep_alive" | "stop" | ProviderFault;

/** What a wire whose events name their type makes of them. */
export interface NativeEvents {
  /** The terminal's name, for the sentence that says it did not come. */
  readonly terminal: string;
  /** As far as the events have told. */
  readonly facts: AnswerFacts;
  /** Whether an event of two lines only carries a piece of something, told by its first bytes: after content it is not parsed. */
  isPiece(buffer: Uint8Array, start: number, end: number): boolean;
  /** Whether an event's data says nothing at all; empty data is not asked about. */
  saysNothing?(data: string): boolean;
  judge(event: Record<string, unknown>): EventVerdict;
  /** The fault that a body tells which is no stream; null: it tells none. */
  errorIn(body: Record<string, unknown>): ProviderFault | null;
}

/**
 * Passes an event stream through, every byte as it is. Events are parsed until the first content; after it a look at their
 * beginning tells those that only carry a piece of something. Nothing after the terminal is passed on, and a stream that
 * closes without it is a fault.
 */
export class NativeEventStream implements AnswerStream {
  readonly #events: NativeEvents;
  readonly #sink: AnswerStreamSink;
  readonly #scanner = new EventScanner();
  readonly #unstreamed = new UnstreamedBody();
  readonly #run: EventRun;
  #phase: "before_content" | "after_content" | "ended" = "before_content";

  constructor(events: NativeEvents, sink: AnswerStreamSink) {
    this.#events = events;
    this.#sink = sink;
    this.#run = new EventRun((bytes, frames, content) => sink.bytes(bytes, frames, content));
  }

  get facts(): AnswerFacts {
    return this.#events.facts;
  }

  push(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#phase === "ended" || this.#unstreamed.takes(chunk)) return;
    const fits = this.#scanner.push(chunk, this.#onEvent);
    if (this.#isEnded()) return;
    this.#run.flush();
    if (!fits) this.#fail(malformedFault("an event is larger than 16 MiB"));
  }

  end(): void {
    if (this.#phase === "ended") return;
    if (this.#unstreamed.isUnstreamed) return this.#fail(this.#unstreamed.fault((body) => this.#events.errorIn(body)));
    const rest = this.#scanner.rest();
    const verdict = rest.length > 0 ? this.#judge(rest, 0, rest.length) : "pass";
    if (verdict === "stop") return this.#finish(closedEvent(rest));
    if (typeof verdict === "object" && verdict.errorClass !== "malformed") return this.#fail(verdict);
    this.#fail(malformedFault(`the stream ended without its terminal (${this.#events.terminal})`));
  }

  readonly #onEvent: EventSpan = (buffer, start, end, lines) => {
    if (this.#phase === "ended") return;
    const verdict = this.#judge(buffer, start, end, lines);
    switch (verdict) {
      case "pass":
        return this.#run.append(buffer, start, end, 1, false);
      case "content":
        this.#phase = "after_content";
        return this.#run.append(buffer, start, end, 1, true);
      case "keep_alive":
        return this.#run.append(buffer, start, end, 0, false);
      case "stop":
        this.#run.flush();
        return this.#finish(buffer.subarray(start, end));
      default:
        this.#run.flush();
        this.#fail(verdict);
    }
  };

  #judge(buffer: Uint8Array<ArrayBuffer>, start: number, end: number, lines?: number): EventVerdict {
    if (this.#phase === "after_content" && lines === 2 && this.#events.isPiece(buffer, start, end)) return "pass";
    const data = eventData(buffer, start, end, lines);
    if (data === null || data.trim() === "" || this.#events.saysNothing?.(data) === true) return "keep_alive";
    const event = asObject(parseJson(data));
    return event === null ? malformedFault("an event is not a JSON object") : this.#events.judge(event);
  }

  #finish(bytes: Uint8Array<ArrayBuffer>): void {
    this.#phase = "ended";
    this.#sink.terminal(bytes);
  }

  #fail(fault: ProviderFault): void {
    this.#phase = "ended";
    this.#sink.fault(fault);
  }

  #isEnded(): boolean {
    return this.#phase === "ended";
  }
}
