import type Anthropic from "@anthropic-ai/sdk";
import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import type { AnswerPart, FinishReason } from "../../translation/answer_part.ts";

/** How a message says that it has ended. */
export type MessageEnding = Pick<Anthropic.Message, "stop_reason" | "stop_sequence" | "stop_details">;

/** What the content says about how it ended. */
export interface SaidContent {
  /** What the model said where it refused; null when it did not. */
  refusal: string | null;
  hasCalls: boolean;
}

/** Writes how an answer ended. */
export function writeEnding(finish: Extract<AnswerPart, { type: "finish" }>, said: SaidContent): MessageEnding {
  const stop_reason = stopReason(finish.reason, said);
  return {
    stop_reason,
    stop_sequence: stop_reason === "stop_sequence" ? finish.stopSequence : null,
    stop_details: stop_reason === "refusal" ? { type: "refusal", category: null, explanation: said.refusal } : null,
  };
}

function stopReason(reason: FinishReason, said: SaidContent): Anthropic.StopReason {
  if (said.refusal !== null) return "refusal";
  switch (reason) {
    case "stop":
      // OpenAI says so of calls that the client had forced; Anthropic's clients go on calling by this word alone.
      return said.hasCalls ? "tool_use" : "end_turn";
    case "stop_sequence":
      return "stop_sequence";
    case "length":
      return "max_tokens";
    case "tool_calls":
      return "tool_use";
    case "content_filter":
    case "refusal":
      return "refusal";
  }
}

/** Writes usage, in which the input leaves out what a cache had or was given; zeros where the provider told none. */
export function writeUsage(tokens: TokenCounts | null): Anthropic.Usage {
  return { ...NO_USAGE, ...writeDeltaUsage(tokens) };
}

/** The same as the last word of a stream. */
export function writeDeltaUsage(tokens: TokenCounts | null): Pick<Anthropic.Usage, keyof Anthropic.MessageDeltaUsage> {
  const { input, output, cacheRead, cacheWrite, reasoning } = tokens ?? NO_TOKENS;
  return {
    // A provider that counts its cache apart must not make the rest negative.
    input_tokens: Math.max(0, input - cacheRead - cacheWrite),
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
    server_tool_use: null,
  };
}

const NO_TOKENS: TokenCounts = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
const NO_USAGE = { cache_creation: null, inference_geo: null, service_tier: null, speed: null };
