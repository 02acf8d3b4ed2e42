import type { UsageSum } from "../../graphql/documents/usage.ts";

/** A sum of nothing, with changes. */
export function usageSum(change: Partial<UsageSum> = {}): UsageSum {
  return {
    requests: "0",
    errors: "0",
    denied: "0",
    cancelled: "0",
    cacheHits: "0",
    inputTokens: "0",
    cacheReadTokens: "0",
    cacheWriteTokens: "0",
    outputTokens: "0",
    reasoningTokens: "0",
    costNanoUsd: "0",
    unpriced: "0",
    latency: null,
    timeToFirstToken: null,
    ...change,
  };
}
