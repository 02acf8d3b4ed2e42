import { calcPrice, type ModelPrice } from "@pydantic/genai-prices";
import type { ProviderKind } from "../contracts/provider_kind.ts";
import type { Rate, TokenRates } from "./token_rates.ts";

/** Which model of which provider, and when: some prices depend on the date or the time of day. */
export interface ListedModel {
  kind: ProviderKind;
  /** Tells which provider an OpenAI-compatible one is. Null where it is none of the presets. */
  preset: string | null;
  /** The provider's base URL: tells the same where no preset does. Null for the kind's own. */
  baseUrl: string | null;
  model: string;
  atMs: number;
}

/** The public price list, with what was looked up remembered: a look-up takes 20 µs, most of it regular expressions. */
export class PriceList {
  readonly #remembered = new Map<string, Remembered>();

  /** The model's rates; null when the list does not have the model, or no price for its tokens. */
  rates(asked: ListedModel): TokenRates | null {
    if (asked.kind === "mock") return MOCK_RATES;
    const key = `${asked.kind} ${asked.preset ?? ""} ${asked.baseUrl ?? ""} ${asked.model}`;
    const remembered = this.#remembered.get(key);
    const minute = Math.floor(asked.atMs / 60_000);
    if (remembered !== undefined && (remembered.minute === null || remembered.minute === minute)) {
      return remembered.rates;
    }
    const found = lookUp(asked);
    // Model names come from clients: without a bound, made-up ones would fill the memory.
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    this.#remembered.set(key, { rates: found.rates, minute: found.varies ? minute : null });
    return found.rates;
  }
}

/**
 * The built-in mock provider's price, so that demonstrations and tests show a cost: for a million tokens 0.50 USD of
 * input (0.05 read from the cache, 0.625 written to it) and 1.50 USD of output.
 */
export const MOCK_RATES: TokenRates = {
  input: 0.5,
  output: 1.5,
  cacheRead: 0.05,
  cacheWrite: 0.625,
  reasoning: null,
  requestUsd: 0,
};

interface Remembered {
  rates: TokenRates | null;
  /** The minute that the rates hold for; null when they hold always. */
  minute: number | null;
}

const REMEMBERED_MAX = 2_000;

/** What the list calls the providers that our kinds speak to. */
const LISTED_PROVIDERS: Partial<Record<ProviderKind, string>> = {
  openai: "openai",
  anthropic: "anthropic",
  gemini: "google",
  azure_openai: "azure",
  bedrock: "aws",
};

/** What the list calls the presets; those that are missing are servers of one's own. */
const LISTED_PRESETS: Readonly<Record<string, string>> = {
  mistral: "mistral",
  groq: "groq",
  deepseek: "deepseek",
  xai: "x-ai",
  together: "together",
  openrouter: "openrouter",
  fireworks: "fireworks",
  cerebras: "cerebras",
  moonshot: "moonshotai",
  cohere: "cohere",
};

function lookUp(asked: ListedModel): { rates: TokenRates | null; varies: boolean } {
  const provider = listedProvider(asked);
  if (provider === null) return { rates: null, varies: false };
  // Gemini's own lists write `models/gemini-…`, and its API takes that too.
  const model = asked.kind === "gemini" ? asked.model.replace(/^models\//, "") : asked.model;
  const listed = calcPrice({}, model, { ...provider, timestamp: new Date(asked.atMs) });
  if (listed === null) return { rates: null, varies: false };
  return { rates: tokenRates(listed.model_price), varies: Array.isArray(listed.model.prices) };
}

function listedProvider(asked: ListedModel): { providerId: string } | { providerApiUrl: string } | null {
  // A compatible provider is known by preset or address: a self-hosted model that shares a name has not that price.
  const providerId = LISTED_PROVIDERS[asked.kind] ?? presetProvider(asked.preset);
  if (providerId !== undefined) return { providerId };
  return asked.baseUrl === null ? null : { providerApiUrl: asked.baseUrl };
}

function presetProvider(preset: string | null): string | undefined {
  return preset !== null && Object.hasOwn(LISTED_PRESETS, preset) ? LISTED_PRESETS[preset] : undefined;
}

function tokenRates(price: ModelPrice): TokenRates | null {
  const input = price.input_mtok;
  const output = price.output_mtok;
  // Embeddings have no output price; a model that is sold by the image or the hour has no token price at all.
  if (input === undefined && output === undefined) return null;
  return {
    input: rate(input) ?? 0,
    output: rate(output) ?? 0,
    cacheRead: rate(price.cache_read_mtok),
    cacheWrite: rate(price.cache_write_mtok),
    reasoning: rate(price.output_reasoning_mtok),
    requestUsd: typeof price.requests_kcount === "number" ? price.requests_kcount / 1_000 : 0,
  };
}

function rate(listed: ModelPrice[string]): Rate | null {
  if (listed === undefined || typeof listed === "number") return listed ?? null;
  return { base: listed.base, tiers: [...listed.tiers].sort((a, b) => a.start - b.start) };
}
