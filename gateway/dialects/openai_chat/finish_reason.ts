import type OpenAI from "openai";
import type { FinishReason } from "../../translation/answer_part.ts";

/** Why a chat completion ended. A provider's refusal has no reason of its own, and is one of content. */
export function chatFinishReason(reason: FinishReason): OpenAI.ChatCompletion.Choice["finish_reason"] {
  switch (reason) {
    case "stop":
    case "stop_sequence":
      return "stop";
    case "length":
    case "tool_calls":
    case "content_filter":
      return reason;
    case "refusal":
      return "content_filter";
  }
}
