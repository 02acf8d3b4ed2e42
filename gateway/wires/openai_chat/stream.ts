import { eventData, singleDataSpan } from "../../streams/event_data.ts";
import { EventScanner, type EventSpan } from "../../streams/event_scanner.ts";
import type { AnswerFacts, AnswerStream, AnswerStreamSink, ProviderCall, ProviderFault } from "../wire.ts";
import { asObject, parseJson } from "../untyped.ts";
import { malformedFault, UnstreamedBody } from "../unstreamed_body.ts";
import { chunkHasContent, isUsageChunk } from "./chunk_content.ts";
import { countPlainChunks, HAS_NO_CHOICES, HAS_USAGE, MAY_BE_ERROR, NOT_AN_OBJECT, probeChunk } from "./chunk_probe.ts";
import { openaiFault, readOpenaiError } from "./errors.ts";
import { mergeFacts, openaiFacts } from "./facts.ts";

/** What becomes of one event. */
type Verdict = "pass" | "content" | "comment" | "drop" | "done" | ProviderFault;

/**
 * Passes a chat completions stream through. Every byte stays as it is, save the pure usage chunk that the client did not
 * ask for. Chunks are parsed until the first content; after it a look at their bytes tells which must be.
 *
 * Only `[DONE]` is a terminal. A stream that closes without it is a fault even after a `finish_reason`: the close of a
 * connection whose provider died looks the same, and the usage that was asked for would be missing.
 */
export class OpenaiAnswerStream implements AnswerStream {
  readonly #call: ProviderCall;
  readonly #sink: AnswerStreamSink;
  readonly #scanner = new EventScanner();
  readonly #unstreamed = new UnstreamedBody();
  #phase: "before_content" | "after_content" | "ended" = "before_content";
  #facts: AnswerFacts = { tokens: null, modelServed: null, serviceTier: null };
  /** The last chunk with usage, not parsed before somebody asks: some providers send usage with every chunk. */
  #usageChunk: Uint8Array | null = null;

  // Neighbouring events go out as one piece: from `#runStart` up to `#runEnd` of `#run`.
  #run: Uint8Array<ArrayBuffer> | null = null;
  #runStart = 0;
  #runEnd = 0;
  #runFrames = 0;
  #runContent = false;

  constructor(call: ProviderCall, sink: AnswerStreamSink) {
    this.#call = call;
    this.#sink = sink;
  }

  get facts(): AnswerFacts {
    if (this.#usageChunk !== null) {
      const chunk = asObject(parseJson(decoder.decode(this.#usageChunk)));
      this.#usageChunk = null;
      if (chunk !== null) this.#learn(chunk);
    }
    return this.#facts;
  }

  push(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#phase === "after_content" && this.#scanner.isBetweenEvents) {
      const count = countPlainChunks(chunk);
      if (count > 0) return this.#sink.bytes(chunk, count, false);
    }
    if (this.#phase === "ended" || this.#unstreamed.takes(chunk)) return;
    const fits = this.#scanner.push(chunk, this.#onEvent);
    if (this.#isEnded()) return;
    this.#flush();
    if (!fits) this.#fail(malformedFault("an event is larger than 16 MiB"));
  }

  end(): void {
    if (this.#phase === "ended") return;
    if (this.#unstreamed.isUnstreamed) return this.#fail(this.#unstreamed.fault((body) => this.#errorIn(body)));
    const rest = this.#scanner.rest();
    if (rest.length > 0) {
      const verdict = this.#judge(rest, 0, rest.length);
      if (verdict === "done") return this.#finish(rest);
      if (typeof verdict === "object" && verdict.errorClass !== "malformed") return this.#fail(verdict);
    }
    this.#fail(malformedFault("the stream ended without its terminal ([DONE])"));
  }

  readonly #onEvent: EventSpan = (buffer, start, end, lines) => {
    if (this.#phase === "ended") return;
    const verdict = this.#judge(buffer, start, end, lines);
    switch (verdict) {
      case "pass":
      case "content":
      case "comment":
        return this.#append(buffer, start, end, verdict);
      case "drop":
        return this.#flush();
      case "done":
        this.#flush();
        return this.#finish(buffer.subarray(start, end));
      default:
        this.#flush();
        this.#fail(verdict);
    }
  };

  #judge(buffer: Uint8Array<ArrayBuffer>, start: number, end: number, lines?: number): Verdict {
    const span = singleDataSpan(buffer, start, end, lines);
    if (span === null) {
      const data = eventData(buffer, start, end, lines);
      return data === null ? "comment" : this.#judgeData(data);
    }
    if (this.#phase !== "after_content") return this.#judgeData(decoder.decode(buffer.subarray(span.start, span.end)));
    const found = probeChunk(buffer, span.start, span.end);
    if (found === 0) return "pass";
    // Usage beside choices waits until it is asked for; everything else must be known now.
    if ((found & HAS_USAGE) !== 0 && (found & (MAY_BE_ERROR | HAS_NO_CHOICES | NOT_AN_OBJECT)) === 0) {
      this.#usageChunk = buffer.subarray(span.start, span.end);
      return "pass";
    }
    return this.#judgeData(decoder.decode(buffer.subarray(span.start, span.end)));
  }

  #judgeData(data: string): Verdict {
    const text = data.trim();
    if (text === "[DONE]") return "done";
    if (text === "") return "comment";
    const chunk = asObject(parseJson(text));
    if (chunk === null) return malformedFault("an event is not a JSON object");
    const fault = this.#errorIn(chunk);
    if (fault !== null) return fault;
    this.#usageChunk = null;
    this.#learn(chunk);
    if (!this.#call.usageAsked && isUsageChunk(chunk)) return "drop";
    if (this.#phase === "after_content" || !chunkHasContent(chunk)) return "pass";
    this.#phase = "after_content";
    return "content";
  }

  #learn(chunk: Record<string, unknown>): void {
    this.#facts = mergeFacts(this.#facts, openaiFacts(chunk));
  }

  #append(buffer: Uint8Array<ArrayBuffer>, start: number, end: number, verdict: "pass" | "content" | "comment"): void {
    if (this.#run !== buffer || this.#runEnd !== start) {
      this.#flush();
      this.#run = buffer;
      this.#runStart = start;
    }
    this.#runEnd = end;
    // A comment keeps the connection alive and is no frame: a provider may send any number of them.
    if (verdict !== "comment") this.#runFrames++;
    if (verdict === "content") this.#runContent = true;
  }

  #flush(): void {
    if (this.#run === null) return;
    const bytes = this.#run.subarray(this.#runStart, this.#runEnd);
    const frames = this.#runFrames;
    const content = this.#runContent;
    this.#run = null;
    this.#runFrames = 0;
    this.#runContent = false;
    this.#sink.bytes(bytes, frames, content);
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

  #errorIn(body: Record<string, unknown>): ProviderFault | null {
    const error = readOpenaiError(body);
    return error === null ? null : openaiFault(error, this.#call.secret);
  }
}

const decoder = new TextDecoder();
