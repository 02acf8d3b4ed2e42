import { calcPrice, type ModelPrice } from "@pydantic/genai-prices";
import type { ProviderKind, ProviderSettings } from "../contracts/provider_kind.ts";
import type { Rate, TokenRates } from "./token_rates.ts";

/** Which provider, as far as the list is concerned. */
export interface ListedProvider {
  kind: ProviderKind;
  /** The provider's base URL: tells what it is where no preset does. Null for the kind's own. */
  baseUrl: string | null;
  /** Its preset tells which provider an OpenAI-compatible one is; null where it is none of the presets. */
  settings?: Pick<ProviderSettings, "preset"> | undefined;
}

/** The public price list, with what was looked up remembered: a look-up takes 20 µs, most of it regular expressions. */
export class PriceList {
  readonly #remembered = new Map<string, Remembered>();
  /** The same once more by provider and model: making a key of them takes longer than all the rest. */
  readonly #near = new WeakMap<ListedProvider, Map<string, Remembered>>();

  /**
   * The rates of a provider's model; null when the list does not have the model, or no price for its tokens. `atMs`: some
   * prices depend on the date or the time of day. Providers must not be changed once they were asked about.
   */
  rates(provider: ListedProvider, model: string, atMs: number): TokenRates | null {
    if (provider.kind === "mock") return MOCK_RATES;
    let near = this.#near.get(provider);
    const remembered = near?.get(model);
    if (remembered !== undefined && holds(remembered, atMs)) return remembered.rates;
    const found = this.#find({ provider, model, atMs });
    if (near === undefined) this.#near.set(provider, near = new Map());
    keep(near, NEAR_MAX, { name: model, found });
    return found.rates;
  }

  #find(asked: ListedModel): Remembered {
    const { provider: { kind, baseUrl, settings }, model, atMs } = asked;
    const name = `${kind} ${settings?.preset ?? ""} ${baseUrl ?? ""} ${model}`;
    const remembered = this.#remembered.get(name);
    if (remembered !== undefined && holds(remembered, atMs)) return remembered;
    const { rates, varies } = lookUp(asked);
    const found = { rates, minute: varies ? minuteOf(atMs) : null };
    keep(this.#remembered, REMEMBERED_MAX, { name, found });
    return found;
  }
}

interface ListedModel {
  provider: ListedProvider;
  model: string;
  atMs: number;
}

function holds({ minute }: Remembered, atMs: number): boolean {
  return minute === null || minute === minuteOf(atMs);
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / 60_000);
}

/** Model names come from clients: without a bound, made-up ones would fill the memory. */
function keep(
  remembered: Map<string, Remembered>,
  countMax: number,
  { name, found }: { name: string; found: Remembered },
): void {
  if (remembered.size >= countMax) remembered.clear();
  remembered.set(name, found);
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
/** Models of one provider. */
const NEAR_MAX = 64;

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

function lookUp({ provider, model, atMs }: ListedModel): { rates: TokenRates | null; varies: boolean } {
  const listedAs = listedProvider(provider);
  if (listedAs === null) return { rates: null, varies: false };
  // Gemini's own lists write `models/gemini-…`, and its API takes that too.
  const name = provider.kind === "gemini" ? model.replace(/^models\//, "") : model;
  const listed = calcPrice({}, name, { ...listedAs, timestamp: new Date(atMs) });
  if (listed === null) return { rates: null, varies: false };
  return { rates: tokenRates(listed.model_price), varies: Array.isArray(listed.model.prices) };
}

function listedProvider(
  { kind, settings, baseUrl }: ListedProvider,
): { providerId: string } | { providerApiUrl: string } | null {
  // A compatible provider is known by preset or address: a self-hosted model that shares a name has not that price.
  const providerId = LISTED_PROVIDERS[kind] ?? presetProvider(settings?.preset ?? null);
  if (providerId !== undefined) return { providerId };
  return baseUrl === null ? null : { providerApiUrl: baseUrl };
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
