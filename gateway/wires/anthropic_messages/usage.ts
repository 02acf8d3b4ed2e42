import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import { asCount, asObject } from "../untyped.ts";

/**
 * Gathers the usage of one message. Each report is cumulative: what it names replaces what was known, and what it leaves
 * out or calls null stays. `input_tokens` excludes cached tokens; our `input` includes them, as OpenAI's wire does.
 */
export class AnthropicUsage {
  #uncached: number | null = null;
  #output: number | null = null;
  #cacheRead = 0;
  #cacheWrite = 0;
  #reasoning = 0;

  /** Takes in the `usage` of a message, of `message_start` or of `message_delta`; anything else changes nothing. */
  report(value: unknown): void {
    const usage = asObject(value);
    if (usage === null) return;
    this.#uncached = asCount(usage["input_tokens"]) ?? this.#uncached;
    this.#output = asCount(usage["output_tokens"]) ?? this.#output;
    this.#cacheRead = asCount(usage["cache_read_input_tokens"]) ?? this.#cacheRead;
    this.#cacheWrite = asCount(usage["cache_creation_input_tokens"]) ?? this.#cacheWrite;
    this.#reasoning = asCount(asObject(usage["output_tokens_details"])?.["thinking_tokens"]) ?? this.#reasoning;
  }

  /** Null until something was reported. */
  get tokens(): TokenCounts | null {
    if (this.#uncached === null && this.#output === null) return null;
    return {
      input: (this.#uncached ?? 0) + this.#cacheRead + this.#cacheWrite,
      output: this.#output ?? 0,
      cacheRead: this.#cacheRead,
      cacheWrite: this.#cacheWrite,
      reasoning: this.#reasoning,
    };
  }
}
