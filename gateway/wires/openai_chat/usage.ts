import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import { asCount, asObject } from "../untyped.ts";

/**
 * Reads the `usage` of a chat completion, whole or streamed; null when it holds no counts.
 *
 * Compatible providers differ in where they tell of cached tokens, and some (xAI, Gemini) leave reasoning out of
 * `completion_tokens`: their total tells, and reasoning is added, since our `output` includes it.
 */
export function readOpenaiUsage(value: unknown): TokenCounts | null {
  const usage = asObject(value);
  if (usage === null) return null;
  const input = asCount(usage["prompt_tokens"]);
  const completion = asCount(usage["completion_tokens"]);
  if (input === null && completion === null) return null;
  const promptDetails = asObject(usage["prompt_tokens_details"]);
  const reasoning = asCount(asObject(usage["completion_tokens_details"])?.["reasoning_tokens"]) ?? 0;
  const total = asCount(usage["total_tokens"]) ?? 0;
  const leftOut = reasoning > 0 && total === (input ?? 0) + (completion ?? 0) + reasoning;
  return {
    input: input ?? 0,
    output: (completion ?? 0) + (leftOut ? reasoning : 0),
    cacheRead: cachedTokens(usage, promptDetails),
    cacheWrite: asCount(promptDetails?.["cache_write_tokens"]) ?? 0,
    reasoning,
  };
}

/** OpenAI and most; Moonshot and DeepInfra; DeepSeek. */
function cachedTokens(usage: Record<string, unknown>, promptDetails: Record<string, unknown> | null): number {
  return asCount(promptDetails?.["cached_tokens"]) ?? asCount(usage["cached_tokens"]) ??
    asCount(usage["prompt_cache_hit_tokens"]) ?? 0;
}
