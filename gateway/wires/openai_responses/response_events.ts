import type OpenAI from "openai";
import type { EventVerdict, NativeEvents } from "../native_event_stream.ts";
import { malformedFault } from "../unstreamed_body.ts";
import { asObject, asText } from "../untyped.ts";
import { type AnswerFacts, NO_FACTS, type ProviderCall, type ProviderFault } from "../wire.ts";
import { errorEventFault, responsesFault } from "./errors.ts";
import { eventHasContent } from "./event_content.ts";
import { isDeltaEvent } from "./event_probe.ts";
import { responsesFacts } from "./facts.ts";

/**
 * The events of a response. Only `response.completed` and `response.incomplete` are terminals; a response that failed is a
 * fault.
 */
export class ResponseEvents implements NativeEvents {
  readonly terminal = "response.completed";
  readonly isPiece = isDeltaEvent;
  readonly #call: ProviderCall;
  #facts: AnswerFacts = NO_FACTS;

  constructor(call: ProviderCall) {
    this.#call = call;
  }

  get facts(): AnswerFacts {
    return this.#facts;
  }

  /** Some servers close with the mark of chat completions. */
  saysNothing(data: string): boolean {
    return data.trim() === "[DONE]";
  }

  judge(event: Record<string, unknown>): EventVerdict {
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
        return this.errorIn({ status: "failed", ...asObject(event["response"]) }) ??
          malformedFault("the response failed");
      case "error":
        return errorEventFault(event, this.#call.secret);
      case undefined:
        return this.errorIn(event) ?? "pass";
      default:
        return eventHasContent(event) ? "content" : "pass";
    }
  }

  errorIn(body: Record<string, unknown>): ProviderFault | null {
    return responsesFault(body, this.#call.secret);
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
}
