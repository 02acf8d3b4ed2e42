import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import { asCount, asObject } from "../untyped.ts";

/** Reads the `usage` of embeddings, which generate nothing; null when it holds no count. */
export function readEmbeddingsUsage(value: unknown): TokenCounts | null {
  const usage = asObject(value);
  const input = asCount(usage?.["prompt_tokens"]) ?? asCount(usage?.["total_tokens"]);
  return input === null ? null : { input, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
}
