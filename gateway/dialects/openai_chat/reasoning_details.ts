import type { AnswerPart } from "../../translation/answer_part.ts";
import { REASONING_FORMATS } from "./reasoning_format.ts";

/**
 * A block of thinking with its provider's signature, as OpenRouter's clients know it and give it back. `index` numbers the
 * details of an answer.
 */
export type ReasoningDetail =
  | { type: "reasoning.text"; text: string; signature: string; format: string; index: number }
  | { type: "reasoning.encrypted"; data: string; format: string; index: number };

/**
 * Finds among an answer's parts the thinking that must come back signed. Each detail is whole: a client that puts the
 * details of all chunks one behind another has what `readReasoning` reads. Thinking that nobody signed has none.
 */
export class ReasoningDetails {
  /** What was thought since the last block ended. */
  #text = "";
  #count = 0;

  /** The detail that a part completes; null when it completes none. */
  take(part: AnswerPart): ReasoningDetail | null {
    switch (part.type) {
      case "thinking":
        this.#text += part.text;
        return null;
      case "signature": {
        const text = this.#endBlock();
        const { by, value } = part.signature;
        return { type: "reasoning.text", text, signature: value, format: REASONING_FORMATS[by], index: this.#count++ };
      }
      case "redacted_thinking":
        this.#endBlock();
        return {
          type: "reasoning.encrypted",
          data: part.data.value,
          format: REASONING_FORMATS[part.data.by],
          index: this.#count++,
        };
      case "text":
      case "refusal":
        if (part.text !== "") this.#endBlock();
        return null;
      case "tool_call":
        this.#endBlock();
        return null;
      case "start":
      case "tool_arguments":
      case "citation":
      case "finish":
        return null;
    }
  }

  #endBlock(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}
