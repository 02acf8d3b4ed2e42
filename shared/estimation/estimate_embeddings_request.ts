import { estimateTokens } from "./estimate_tokens.ts";

/**
 * Estimates the tokens of a request for embeddings from its parsed body: texts are estimated, tokens are counted; whatever
 * is not as it should be counts nothing. Nothing is generated.
 */
export function estimateEmbeddingsRequest(
  body: Readonly<Record<string, unknown>>,
): { inputTokens: number; outputTokensMax: number } {
  return { inputTokens: Math.ceil(inputTokens(body["input"])), outputTokensMax: 0 };
}

function inputTokens(input: unknown): number {
  if (typeof input === "string") return estimateTokens(input);
  if (typeof input === "number") return 1;
  if (!Array.isArray(input)) return 0;
  let tokens = 0;
  for (const item of input) tokens += inputTokens(item);
  return tokens;
}
