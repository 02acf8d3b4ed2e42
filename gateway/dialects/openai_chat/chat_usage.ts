import type OpenAI from "openai";
import type { TokenCounts } from "../../../shared/contracts/request_record.ts";

/** Writes token counts as the `usage` of a chat completion. */
export function writeChatUsage(tokens: TokenCounts): OpenAI.CompletionUsage {
  return {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
    prompt_tokens_details: { cached_tokens: tokens.cacheRead, cache_write_tokens: tokens.cacheWrite },
    completion_tokens_details: { reasoning_tokens: tokens.reasoning },
  };
}
