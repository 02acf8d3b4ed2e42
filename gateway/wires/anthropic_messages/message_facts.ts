import { asObject, asText } from "../untyped.ts";
import type { AnswerFacts } from "../wire.ts";
import { AnthropicUsage } from "./usage.ts";

/** Gathers what a message says of itself, whole or streamed. */
export class MessageFacts {
  readonly #usage = new AnthropicUsage();
  #modelServed: string | null = null;
  #serviceTier: string | null = null;

  /** Takes in a whole message, or the one that a stream starts with; the model named first stays. */
  reportMessage(message: Record<string, unknown>): void {
    this.#modelServed ??= asText(message["model"]);
    this.reportUsage(message["usage"]);
  }

  /** Takes in a `usage` as it is reported in between: what it names replaces what was known. */
  reportUsage(usage: unknown): void {
    this.#usage.report(usage);
    this.#serviceTier = asText(asObject(usage)?.["service_tier"]) ?? this.#serviceTier;
  }

  get facts(): AnswerFacts {
    return { tokens: this.#usage.tokens, modelServed: this.#modelServed, serviceTier: this.#serviceTier };
  }
}
