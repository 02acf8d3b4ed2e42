import type OpenAI from "openai";
import type { FinishReason } from "../../translation/answer_part.ts";

type KnownReason = NonNullable<OpenAI.ChatCompletionChunk.Choice["finish_reason"]>;

/**
 * Why an answer ended; `failed` when the provider says that it broke off. Where tools were called a plain stop is their
 * call: OpenAI itself says `stop` of a tool that was forced. A reason that nobody knows is a plain stop.
 */
export function readFinishReason(reason: string | null, callsTools: boolean): FinishReason | "failed" {
  if (reason !== null && Object.hasOwn(OPENAI, reason)) {
    const known = OPENAI[reason as KnownReason];
    return known === "stop" && callsTools ? "tool_calls" : known;
  }
  switch (reason?.toLowerCase()) {
    // Mistral; several small servers.
    case "model_length":
    case "max_tokens":
      return "length";
    case "tool_use":
      return "tool_calls";
    case "safety":
    case "content_filtered":
      return "content_filter";
    // OpenRouter; Mistral; DeepSeek, whose capacity ran out in the middle.
    case "error":
    case "insufficient_system_resource":
      return "failed";
    default:
      return callsTools ? "tool_calls" : "stop";
  }
}

const OPENAI: Readonly<Record<KnownReason, FinishReason>> = {
  stop: "stop",
  length: "length",
  tool_calls: "tool_calls",
  function_call: "tool_calls",
  content_filter: "content_filter",
};
