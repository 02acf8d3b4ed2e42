import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import { asCount, asObject } from "../untyped.ts";

/**
 * Reads `usageMetadata`, which counts from the answer's beginning; null when it holds no counts. The prompt includes cached
 * tokens and leaves out what tools of Gemini's own brought in; candidates leave out thinking.
 */
export function readGeminiUsage(value: unknown): TokenCounts | null {
  const usage = asObject(value);
  if (usage === null) return null;
  const prompt = asCount(usage["promptTokenCount"]);
  const candidates = asCount(usage["candidatesTokenCount"]);
  const thoughts = asCount(usage["thoughtsTokenCount"]);
  if (prompt === null && candidates === null && thoughts === null) return null;
  return {
    input: (prompt ?? 0) + (asCount(usage["toolUsePromptTokenCount"]) ?? 0),
    output: (candidates ?? 0) + (thoughts ?? 0),
    cacheRead: asCount(usage["cachedContentTokenCount"]) ?? 0,
    cacheWrite: 0,
    reasoning: thoughts ?? 0,
  };
}
