import type Anthropic from "@anthropic-ai/sdk";
import { closedEvent } from "../../streams/closed_event.ts";
import { eventData } from "../../streams/event_data.ts";
import { EventRun } from "../../streams/event_run.ts";
import { EventScanner, type EventSpan } from "../../streams/event_scanner.ts";
import { asObject, parseJson } from "../untyped.ts";
import { malformedFault, UnstreamedBody } from "../unstreamed_body.ts";
import type { AnswerFacts, AnswerStream, AnswerStreamSink, ProviderCall, ProviderFault } from "../wire.ts";
import { anthropicFault, readsAsError } from "./errors.ts";
import { blockHasContent, deltaHasContent } from "./event_content.ts";
import { isBlockEvent } from "./event_probe.ts";
import { MessageFacts } from "./message_facts.ts";

/** What becomes of one event. */
type Verdict = "pass" | "content" | "keep_alive" | "stop" | ProviderFault;

/**
 * Passes a message's event stream through, every byte as it is. Events are parsed until the first content; after it a look
 * at their beginning tells those that only carry a piece of a block.
 *
 * Only `message_stop` is a terminal, and nothing after it is passed on: a stream that closes without it is a fault even
 * after its stop reason.
 */
export class AnthropicNativeStream implements AnswerStream {
  readonly #call: ProviderCall;
  readonly #sink: AnswerStreamSink;
  readonly #scanner = new EventScanner();
  readonly #unstreamed = new UnstreamedBody();
  readonly #run: EventRun;
  readonly #facts = new MessageFacts();
  #phase: "before_content" | "after_content" | "ended" = "before_content";

  constructor(call: ProviderCall, sink: AnswerStreamSink) {
    this.#call = call;
    this.#sink = sink;
    this.#run = new EventRun((bytes, frames, content) => sink.bytes(bytes, frames, content));
  }

  get facts(): AnswerFacts {
    return this.#facts.facts;
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
    if (this.#unstreamed.isUnstreamed) return this.#fail(this.#unstreamed.fault((body) => this.#errorIn(body)));
    const rest = this.#scanner.rest();
    const verdict = rest.length > 0 ? this.#judge(rest, 0, rest.length) : "pass";
    if (verdict === "stop") return this.#finish(closedEvent(rest));
    if (typeof verdict === "object" && verdict.errorClass !== "malformed") return this.#fail(verdict);
    this.#fail(malformedFault("the stream ended without its terminal (message_stop)"));
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
      // A provider that is still at work may send any number of these.
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

  #judge(buffer: Uint8Array<ArrayBuffer>, start: number, end: number, lines?: number): Verdict {
    if (this.#phase === "after_content" && lines === 2 && isBlockEvent(buffer, start, end)) return "pass";
    const data = eventData(buffer, start, end);
    if (data === null || data.trim() === "") return "keep_alive";
    const event = asObject(parseJson(data));
    return event === null ? malformedFault("an event is not a JSON object") : this.#judgeEvent(event);
  }

  #judgeEvent(event: Record<string, unknown>): Verdict {
    const kind = event["type"] as Anthropic.RawMessageStreamEvent["type"] | "ping" | "error";
    switch (kind) {
      case "message_start":
        this.#facts.reportMessage(asObject(event["message"]) ?? {});
        return "pass";
      case "content_block_start":
        return blockHasContent(asObject(event["content_block"]) ?? {}) ? "content" : "pass";
      case "content_block_delta":
        return deltaHasContent(asObject(event["delta"]) ?? {}) ? "content" : "pass";
      case "content_block_stop":
        return "pass";
      case "message_delta":
        this.#facts.reportUsage(event["usage"]);
        return "pass";
      case "message_stop":
        return "stop";
      case "ping":
        return "keep_alive";
      case "error":
        return anthropicFault(event, this.#call.secret);
      default:
        kind satisfies never;
        return this.#errorIn(event) ?? "pass";
    }
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
    return readsAsError(body) ? anthropicFault(body, this.#call.secret) : null;
  }
}
