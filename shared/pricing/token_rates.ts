import type { NanoUsd } from "../contracts/money.ts";
import type { TokenCounts } from "../contracts/request_record.ts";

/** A price in US dollars for a million tokens, which may rise once the whole input exceeds a number of tokens. */
export type Rate = number | { readonly base: number; readonly tiers: readonly { start: number; price: number }[] };

/** What a model's tokens cost. A null rate is one that the model has none of its own for. */
export interface TokenRates {
  input: Rate;
  output: Rate;
  /** Null: charged as other input. */
  cacheRead: Rate | null;
  /** Null: charged as other input. */
  cacheWrite: Rate | null;
  /** Null: charged as other output. */
  reasoning: Rate | null;
  /** US dollars for each request on top. */
  requestUsd: number;
}

/**
 * What `tokens` cost, in nano-dollars rounded half up, times `multiplier` (of a service tier).
 * Exact: sums are integers of a millionth of a nano-dollar, because tokens in the millions at prices of many decimals
 * leave what a double can hold.
 */
export function tokenCost(rates: TokenRates, tokens: TokenCounts, multiplier: number): NanoUsd {
  // Providers have been seen to report more cached tokens than input: no share may exceed its whole.
  const cacheRead = Math.min(tokens.cacheRead, tokens.input);
  const cacheWrite = Math.min(tokens.cacheWrite, tokens.input - cacheRead);
  const reasoning = Math.min(tokens.reasoning, tokens.output);
  const price = (rate: Rate, count: number) => BigInt(count) * picoUsd(rateAt(rate, tokens.input));
  const picoTotal = price(rates.input, tokens.input - cacheRead - cacheWrite) +
    price(rates.cacheRead ?? rates.input, cacheRead) + price(rates.cacheWrite ?? rates.input, cacheWrite) +
    price(rates.output, tokens.output - reasoning) + price(rates.reasoning ?? rates.output, reasoning) +
    BigInt(Math.round(rates.requestUsd * PICO_PER_USD));
  const scaled = picoTotal * BigInt(Math.round(multiplier * MULTIPLIER_SCALE));
  const nano = (scaled + NANO_DIVISOR / 2n) / NANO_DIVISOR;
  return nano > MAX_SAFE ? Number.MAX_SAFE_INTEGER : Number(nano);
}

const PICO_PER_USD = 1e12;
const MULTIPLIER_SCALE = 1_000_000;
/** Pico-dollars to nano-dollars, and the multiplier's scale back to one. */
const NANO_DIVISOR = 1_000n * BigInt(MULTIPLIER_SCALE);
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** US dollars for a million tokens are, in number, millionths of a dollar for one: a million pico-dollars each. */
function picoUsd(usdPerMillion: number): bigint {
  return BigInt(Math.round(usdPerMillion * 1e6));
}

function rateAt(rate: Rate, inputTokens: number): number {
  if (typeof rate === "number") return rate;
  let price = rate.base;
  for (const tier of rate.tiers) if (inputTokens > tier.start) price = tier.price;
  return price;
}
