import type { RequestRecord } from "../../shared/contracts/request_record.ts";

/** What the records of a moment sum up to. */
export interface LiveSums {
  /** How long it was. */
  intervalMs: number;
  requests: number;
  /** Failed or interrupted. */
  errors: number;
  cancelled: number;
  denied: number;
  cacheHits: number;
  /** Without a known cost. */
  unpriced: number;
  inputTokens: number;
  outputTokens: number;
  costNanoUsd: number;
}

/** Nothing came. */
export function noSums(): LiveSums {
  return {
    ...{ intervalMs: 0, requests: 0, errors: 0, cancelled: 0, denied: 0, cacheHits: 0, unpriced: 0 },
    ...{ inputTokens: 0, outputTokens: 0, costNanoUsd: 0 },
  };
}

/** One record by itself. */
export function liveSums({ outcome, cacheHit, costNanoUsd, tokens }: RequestRecord): LiveSums {
  return {
    intervalMs: 0,
    requests: 1,
    errors: outcome === "failed" || outcome === "interrupted" ? 1 : 0,
    cancelled: outcome === "cancelled" ? 1 : 0,
    denied: outcome === "denied" ? 1 : 0,
    cacheHits: cacheHit ? 1 : 0,
    unpriced: costNanoUsd === null ? 1 : 0,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    costNanoUsd: costNanoUsd ?? 0,
  };
}

/** Adds to the first what the second has. */
export function addSums(sums: LiveSums, added: LiveSums): void {
  for (const name of Object.keys(added) as (keyof LiveSums)[]) sums[name] += added[name];
}
