import type Anthropic from "@anthropic-ai/sdk";
import type { EventVerdict, NativeEvents } from "../native_event_stream.ts";
import { asObject } from "../untyped.ts";
import type { AnswerFacts, ProviderCall, ProviderFault } from "../wire.ts";
import { anthropicFault, readsAsError } from "./errors.ts";
import { blockHasContent, deltaHasContent } from "./event_content.ts";
import { isBlockEvent } from "./event_probe.ts";
import { MessageFacts } from "./message_facts.ts";

/** The events of a message. Only `message_stop` is a terminal: a stream may break off even after its stop reason. */
export class AnthropicNativeEvents implements NativeEvents {
  readonly terminal = "message_stop";
  readonly isPiece = isBlockEvent;
  readonly #call: ProviderCall;
  readonly #facts = new MessageFacts();

  constructor(call: ProviderCall) {
    this.#call = call;
  }

  get facts(): AnswerFacts {
    return this.#facts.facts;
  }

  judge(event: Record<string, unknown>): EventVerdict {
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
        return this.errorIn(event) ?? "pass";
    }
  }

  errorIn(body: Record<string, unknown>): ProviderFault | null {
    return readsAsError(body) ? anthropicFault(body, this.#call.secret) : null;
  }
}
