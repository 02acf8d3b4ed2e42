import type OpenAI from "openai";
import { closedEvent } from "../../streams/closed_event.ts";
import { eventData } from "../../streams/event_data.ts";
import { EventRun } from "../../streams/event_run.ts";
import { EventScanner, type EventSpan } from "../../streams/event_scanner.ts";
import { asObject, asText, parseJson } from "../untyped.ts";
import { malformedFault, UnstreamedBody } from "../unstreamed_body.ts";
import { type AnswerFacts, type AnswerStream, type AnswerStreamSink, NO_FACTS, type ProviderCall } from "../wire.ts";
import type { ProviderFault } from "../wire.ts";
import { errorEventFault, responsesFault } from "./errors.ts";
import { eventHasContent } from "./event_content.ts";
import { isDeltaEvent } from "./event_probe.ts";
import { responsesFacts } from "./facts.ts";

/** What becomes of one event. */
type Verdict = "pass" | "content" | "comment" | "stop" | ProviderFault;

/**
 * Passes a response's event stream through, every byte as it is. Events are parsed until the first content; after it a
 * look at their beginning tells those that only carry a piece of something.
 *
 * Only `response.completed` and `response.incomplete` are terminals, and nothing after them is passed on: a stream that
 * closes without one is a fault, and so is a response that failed.
 */
export class OpenaiResponsesStream implements AnswerStream {
  readonly #call: ProviderCall;
  readonly #sink: AnswerStreamSink;
  readonly #scanner = new EventScanner();
  readonly #unstreamed = new UnstreamedBody();
  readonly #run: EventRun;
  #facts: AnswerFacts = NO_FACTS;
  #phase: "before_content" | "after_content" | "ended" = "before_content";

  constructor(call: ProviderCall, sink: AnswerStreamSink) {
    this.#call = call;
    this.#sink = sink;
    this.#run = new EventRun((bytes, frames, content) => sink.bytes(bytes, frames, content));
  }

  get facts(): AnswerFacts {
    return this.#facts;
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
    if (this.#unstreamed.isUnstreamed) {
      return this.#fail(this.#unstreamed.fault((body) => responsesFault(body, this.#call.secret)));
    }
    const rest = this.#scanner.rest();
    const verdict = rest.length > 0 ? this.#judge(rest, 0, rest.length) : "pass";
    if (verdict === "stop") return this.#finish(closedEvent(rest));
    if (typeof verdict === "object" && verdict.errorClass !== "malformed") return this.#fail(verdict);
    this.#fail(malformedFault("the stream ended without its terminal (response.completed)"));
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
      case "comment":
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
    if (this.#phase === "after_content" && lines === 2 && isDeltaEvent(buffer, start, end)) return "pass";
    const data = eventData(buffer, start, end);
    // Some servers close with the mark of chat completions, which says nothing here.
    if (data === null || data.trim() === "" || data.trim() === "[DONE]") return "comment";
    const event = asObject(parseJson(data));
    return event === null ? malformedFault("an event is not a JSON object") : this.#judgeEvent(event);
  }

  #judgeEvent(event: Record<string, unknown>): Verdict {
    const kind = event["type"] as OpenAI.Responses.ResponseStreamEvent["type"] | undefined;
    switch (kind) {
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        this.#learn(event);
        return "pass";
      case "response.completed":
      case "response.incomplete":
        this.#learn(event);
        return "stop";
      case "response.failed":
        this.#learn(event);
        return responsesFault({ status: "failed", ...asObject(event["response"]) }, this.#call.secret) ??
          malformedFault("the response failed");
      case "error":
        return errorEventFault(event, this.#call.secret);
      case undefined:
        return responsesFault(event, this.#call.secret) ?? "pass";
      default:
        return eventHasContent(event) ? "content" : "pass";
    }
  }

  #learn(event: Record<string, unknown>): void {
    const response = asObject(event["response"]);
    if (response === null) return;
    const told = responsesFacts(response);
    this.#facts = {
      tokens: told.tokens ?? this.#facts.tokens,
      modelServed: asText(response["model"]) ?? this.#facts.modelServed,
      serviceTier: told.serviceTier ?? this.#facts.serviceTier,
    };
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
