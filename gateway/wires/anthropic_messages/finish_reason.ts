import type Anthropic from "@anthropic-ai/sdk";
import type { FinishReason } from "../../translation/answer_part.ts";

/** Why an answer ended, from why the message did. A reason that is not known yet is a plain stop. */
export function finishReason(stopReason: string | null): FinishReason {
  const reason = stopReason as Anthropic.StopReason | null;
  switch (reason) {
    case "end_turn":
    // Only a turn with the provider's own tools pauses, and translated requests have none.
    case "pause_turn":
    case null:
      return "stop";
    case "stop_sequence":
      return "stop_sequence";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "tool_use":
      return "tool_calls";
    case "refusal":
      return "refusal";
    default:
      reason satisfies never;
      return "stop";
  }
}
