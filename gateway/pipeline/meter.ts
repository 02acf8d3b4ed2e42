import type { NanoUsd } from "../../shared/contracts/money.ts";
import { ASSUMED_OUTPUT_TOKENS } from "../../shared/contracts/policy.ts";
import type { TokenCounts } from "../../shared/contracts/request_record.ts";
import type { Price } from "../../shared/pricing/price_book.ts";
import type { AnswerFacts } from "../wires/wire.ts";
import type { Exchange } from "./exchange.ts";

/** What an answer, whole or begun, used. */
export interface AnswerUse {
  facts: AnswerFacts;
  /** Output tokens as far as the gateway could tell without the provider. Default 0. */
  outputTokensSeen?: number;
  /** The answer did not reach its end, so that the provider's own count may be missing or too low. Default false. */
  brokenOff?: boolean;
}

export interface Metered {
  tokens: TokenCounts;
  /** Null: unpriced. */
  costNanoUsd: NanoUsd | null;
  priceVersion: string | null;
  /** Whether the tokens are the gateway's estimate and not the provider's count. */
  estimated: boolean;
}

/**
 * Counts and prices what a request used. Null `use`: no provider answered, and nothing was used; nor is it where providers
 * charge nothing.
 *
 * The provider's count is taken where there is one. Without it (it tells none, or the answer broke off before) what is known
 * counts: the input as estimated and the output that was seen, since providers charge for what they have generated.
 */
export function meter(exchange: Exchange, use: AnswerUse | null): Metered {
  if (use === null || exchange.dialect.isFree === true) return NOTHING_SPENT;
  const told = use.facts.tokens;
  // The provider was paid for it when it was asked.
  if (exchange.cache?.state === "hit") return { ...NOTHING_SPENT, tokens: told ?? NO_TOKENS };
  const estimated = told === null || (use.brokenOff === true && told.output < (use.outputTokensSeen ?? 0));
  const tokens = estimated ? estimatedTokens(exchange, use) : told;
  const price = priceOf(exchange, tokens, use.facts);
  return { tokens, costNanoUsd: price?.nanoUsd ?? null, priceVersion: price?.version ?? null, estimated };
}

/**
 * What the request is charged if the process dies with it in flight: what a budget holds for it, else its estimate at the
 * first target's price.
 */
export function estimatedCost(exchange: Exchange): NanoUsd | null {
  if (exchange.dialect.isFree === true) return 0;
  const { limits } = exchange;
  if (limits !== null && limits.held !== null && limits.evaluation.claims.some(({ type }) => type === "spend")) {
    return limits.evaluation.estimate.nanoUsd;
  }
  const asked = exchange.asked!;
  const output = asked.outputTokensMax ?? ASSUMED_OUTPUT_TOKENS;
  const tokens = { ...NO_TOKENS, input: asked.estimatedTokens, output };
  return priceOf(exchange, tokens, { tokens, modelServed: null, serviceTier: null })?.nanoUsd ?? null;
}

const NO_TOKENS: TokenCounts = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

const NOTHING_SPENT: Metered = { tokens: NO_TOKENS, costNanoUsd: 0, priceVersion: null, estimated: false };

/** Of a request that is about to be dispatched. */
export const NOTHING_KNOWN: Metered = { ...NOTHING_SPENT, costNanoUsd: null };

function estimatedTokens(exchange: Exchange, use: AnswerUse): TokenCounts {
  const told = use.facts.tokens ?? { ...NO_TOKENS, input: exchange.asked!.estimatedTokens };
  return { ...told, output: Math.max(told.output, use.outputTokensSeen ?? 0) };
}

function priceOf(exchange: Exchange, tokens: TokenCounts, facts: AnswerFacts): Price | null {
  const { provider, candidate, caller, gateway } = exchange;
  if (provider === null || candidate === null) return null;
  const { priceBook, clock, logger } = gateway.dependencies;
  const { model } = candidate.target;
  const { modelServed, serviceTier } = facts;
  try {
    const { priceOverrides } = caller!.tenant.revision;
    return priceBook.price({ provider, model, modelServed, tokens, serviceTier, atMs: clock.now() }, priceOverrides);
  } catch (error) {
    // A price that cannot be reckoned must not cost the record: the request is unpriced.
    logger.error("pricing_fault", { requestId: exchange.id, error: String(error) });
    return null;
  }
}
