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
 * Exact: sums are integers of a thousandth of a nano-dollar, in doubles as far as these hold them. Tokens in the millions at
 * prices of many decimals leave that, and so do multipliers.
 */
export function tokenCost(rates: TokenRates, tokens: TokenCounts, multiplier: number): NanoUsd {
  const picoTotal = multiplier === 1 ? smallCost(rates, tokens) + PICO_PER_NANO / 2 : NaN;
  if (!Number.isSafeInteger(picoTotal)) return largeCost(rates, tokens, multiplier);
  // Without a remainder the division is exact, too.
  return (picoTotal - picoTotal % PICO_PER_NANO) / PICO_PER_NANO;
}

/** In pico-dollars: exact where it is a safe integer; something else where a double cannot hold it. */
function smallCost(rates: TokenRates, tokens: TokenCounts): number {
  const { input, output } = tokens;
  const cacheRead = Math.min(tokens.cacheRead, input);
  const cacheWrite = Math.min(tokens.cacheWrite, input - cacheRead);
  const reasoning = Math.min(tokens.reasoning, output);
  return smallPrice(rateAt(rates.input, input), input - cacheRead - cacheWrite) +
    smallPrice(rateAt(rates.cacheRead ?? rates.input, input), cacheRead) +
    smallPrice(rateAt(rates.cacheWrite ?? rates.input, input), cacheWrite) +
    smallPrice(rateAt(rates.output, input), output - reasoning) +
    smallPrice(rateAt(rates.reasoning ?? rates.output, input), reasoning) +
    Math.round(rates.requestUsd * PICO_PER_USD);
}

/** Never negative, so that no part of a sum is greater than it. */
function smallPrice(usdPerMillion: number, count: number): number {
  const pico = count * Math.round(usdPerMillion * 1e6);
  return pico >= 0 && Number.isInteger(count) ? pico : NaN;
}

function largeCost(rates: TokenRates, tokens: TokenCounts, multiplier: number): NanoUsd {
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

/** What some of the tokens cost by themselves. */
export interface TokenCostPart {
  /** `request`: what is charged for the request itself, whatever its tokens. */
  kind: "input" | "cache_read" | "cache_write" | "output" | "reasoning" | "request";
  /** Input without what was cached, output without reasoning: the parts add up to the whole. */
  tokens: number;
  /** US dollars for a million tokens of this kind; of a request for one. */
  priceUsd: number;
  nanoUsd: NanoUsd;
}

/**
 * The parts of what `tokenCost()` answers, and of exactly that: what rounding leaves over goes to the parts that lost most by
 * it. Parts of no tokens are left out.
 */
export function tokenCostParts(rates: TokenRates, tokens: TokenCounts, multiplier: number): TokenCostPart[] {
  const cacheRead = Math.min(tokens.cacheRead, tokens.input);
  const cacheWrite = Math.min(tokens.cacheWrite, tokens.input - cacheRead);
  const reasoning = Math.min(tokens.reasoning, tokens.output);
  const part = (kind: TokenCostPart["kind"], count: number, rate: Rate) => {
    const priceUsd = rateAt(rate, tokens.input);
    return { kind, tokens: count, priceUsd, picoUsd: BigInt(count) * picoUsd(priceUsd) };
  };
  const requestPico = BigInt(Math.round(rates.requestUsd * PICO_PER_USD));
  const parts = [
    part("input", tokens.input - cacheRead - cacheWrite, rates.input),
    part("cache_read", cacheRead, rates.cacheRead ?? rates.input),
    part("cache_write", cacheWrite, rates.cacheWrite ?? rates.input),
    part("output", tokens.output - reasoning, rates.output),
    part("reasoning", reasoning, rates.reasoning ?? rates.output),
    { kind: "request" as const, tokens: 0, priceUsd: rates.requestUsd, picoUsd: requestPico },
  ].filter(({ kind, tokens, picoUsd }) => tokens > 0 || (kind === "request" && picoUsd > 0n));
  return apportioned(parts, multiplier, BigInt(tokenCost(rates, tokens, multiplier)));
}

function apportioned(
  parts: readonly (Omit<TokenCostPart, "nanoUsd"> & { picoUsd: bigint })[],
  multiplier: number,
  totalNanoUsd: bigint,
): TokenCostPart[] {
  const scale = BigInt(Math.round(multiplier * MULTIPLIER_SCALE));
  const floors = parts.map(({ picoUsd }) => picoUsd * scale / NANO_DIVISOR);
  let left = totalNanoUsd - floors.reduce((sum, nano) => sum + nano, 0n);
  const byLoss = parts.map(({ picoUsd }, index) => ({ index, loss: picoUsd * scale % NANO_DIVISOR }))
    .sort((a, b) => a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : 0);
  for (const { index } of byLoss) {
    if (left <= 0n) break;
    floors[index]!++;
    left--;
  }
  return parts.map(({ kind, tokens, priceUsd }, index) => ({ kind, tokens, priceUsd, nanoUsd: Number(floors[index]) }));
}

const PICO_PER_USD = 1e12;
const PICO_PER_NANO = 1_000;
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
