import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import { asCount, asObject } from "../untyped.ts";

/** Reads the `usage` of a response; null when it holds no counts. Input includes cached tokens, output reasoning. */
export function readResponsesUsage(value: unknown): TokenCounts | null {
  const usage = asObject(value);
  const input = asCount(usage?.["input_tokens"]);
  const output = asCount(usage?.["output_tokens"]);
  if (input === null && output === null) return null;
  const inputDetails = asObject(usage?.["input_tokens_details"]);
  return {
    input: input ?? 0,
    output: output ?? 0,
    cacheRead: asCount(inputDetails?.["cached_tokens"]) ?? 0,
    cacheWrite: asCount(inputDetails?.["cache_write_tokens"]) ?? 0,
    reasoning: asCount(asObject(usage?.["output_tokens_details"])?.["reasoning_tokens"]) ?? 0,
  };
}
