/** The columns that every rollup adds up, and every reading of one too. */
export const USAGE_SUMS = [
  "requests",
  "cacheHits",
  "unpriced",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
  "costNanoUsd",
];
