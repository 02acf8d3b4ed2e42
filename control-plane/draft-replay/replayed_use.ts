import { ASSUMED_OUTPUT_TOKENS } from "../../shared/contracts/policy.ts";
import type { TokenCounts } from "../../shared/contracts/request_record.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import type { TargetLatencies } from "../explain/target_latencies.ts";
import { type PricedConfiguration, usePrice } from "../explain/target_prices.ts";
import { recordedFailures, type RecordedRequest, recordedTarget } from "./recorded_request.ts";

/** What a replayed request would use, cost and take. */
export interface ReplayedUse {
  tokens: TokenCounts;
  /** Null: unpriced. */
  nanoUsd: number | null;
  isEstimated: boolean;
  totalMs: number | null;
}

/**
 * What a request would use at a target: what it did use, at the target's price. Tokens of a provider's cache count as other input
 * at another target, and what nobody answered is estimated.
 */
export function replayedUse(
  request: RecordedRequest,
  target: TargetNode,
  { configuration, latencies, keepsAnswers }: {
    configuration: PricedConfiguration;
    latencies: TargetLatencies;
    /** Whether the route keeps answers, so that what came from a cache comes from one again. */
    keepsAnswers: boolean;
  },
): ReplayedUse {
  const name = `${target.provider}/${target.model}`;
  const isSame = name === recordedTarget(request);
  const isCached = request.cacheHit && keepsAnswers;
  if (isCached || request.dialect === "anthropic_count_tokens") {
    return { tokens: NO_TOKENS, nanoUsd: 0, isEstimated: false, totalMs: request.totalMs };
  }
  if (isSame && recordedFailures(request).has(name)) {
    return { tokens: NO_TOKENS, nanoUsd: 0, isEstimated: false, totalMs: request.totalMs };
  }
  const { tokens, isEstimated } = tokensOf(request, isSame);
  const modelServed = isSame ? request.modelServed : null;
  const price = usePrice(configuration, target, { tokens, modelServed, atMs: request.ts.getTime() });
  // What names the price says that nothing about it has changed; then the service tier counts too, which is not recorded.
  const isKept = isSame && !request.cacheHit && !isEstimated && price?.version === request.priceVersion;
  const nanoUsd = isKept && request.costNanoUsd !== null ? Number(request.costNanoUsd) : price?.nanoUsd ?? null;
  const totalMs = isSame && !request.cacheHit ? request.totalMs : latencies.of(target, request.stream)?.totalMs ?? null;
  return { tokens, nanoUsd, isEstimated, totalMs };
}

const NO_TOKENS: TokenCounts = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

function tokensOf(request: RecordedRequest, isSame: boolean): { tokens: TokenCounts; isEstimated: boolean } {
  const { inputTokens: input, outputTokens: output, estimatedTokens, maxTokensAsked, dialect } = request;
  if (input === 0 && output === 0) {
    const assumed = dialect === "openai_embeddings" ? 0 : Math.min(maxTokensAsked ?? Infinity, ASSUMED_OUTPUT_TOKENS);
    return { tokens: { ...NO_TOKENS, input: estimatedTokens, output: assumed }, isEstimated: true };
  }
  const { cacheReadTokens: cacheRead, cacheWriteTokens: cacheWrite, reasoningTokens: reasoning } = request;
  const tokens = isSame
    ? { input, output, cacheRead, cacheWrite, reasoning }
    : { ...NO_TOKENS, input, output, reasoning };
  return { tokens, isEstimated: false };
}
