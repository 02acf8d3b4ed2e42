import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";

/** Why a chat completion ended, from why the message did. A reason that is not known yet is a plain stop. */
export function finishReason(stopReason: string | null): OpenAI.ChatCompletion.Choice["finish_reason"] {
  const reason = stopReason as Anthropic.StopReason | null;
  switch (reason) {
    case "end_turn":
    case "stop_sequence":
    // Only a turn with the provider's own tools pauses, and translated requests have none.
    case "pause_turn":
    case null:
      return "stop";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "tool_use":
      return "tool_calls";
    case "refusal":
      return "content_filter";
    default:
      reason satisfies never;
      return "stop";
  }
}
