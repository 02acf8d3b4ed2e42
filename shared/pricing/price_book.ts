import type { NanoUsd } from "../contracts/money.ts";
import type { PriceOverride } from "../contracts/price.ts";
import type { ProviderKind, ProviderSettings } from "../contracts/provider_kind.ts";
import type { TokenCounts } from "../contracts/request_record.ts";
import { PriceList } from "./price_list.ts";
import { priceVersion } from "./price_version.ts";
import { tokenCost, type TokenRates } from "./token_rates.ts";

/** What was used, of whom, and when. */
export interface PricedUse {
  /** The provider's kind, its name in the tenant, its own base URL (null for the kind's default) and its preset. */
  provider: {
    kind: ProviderKind;
    name: string;
    baseUrl: string | null;
    settings?: ProviderSettings | undefined;
  };
  /** The model as the target names it. */
  model: string;
  /** The model that the provider says it served; null when it did not say. */
  modelServed: string | null;
  tokens: TokenCounts;
  /** The service tier that the provider billed; null for its standard one. */
  serviceTier: string | null;
  atMs: number;
}

export interface Price {
  nanoUsd: NanoUsd;
  /** Names the book and the override that the price was reckoned with, 16 hex digits. */
  version: string;
}

/** What a model's tokens cost, and whose price that is. */
export interface EffectivePrice {
  rates: TokenRates;
  /** Whose rates they are: the tenant's own, or the public list's. */
  source: "override" | "list";
  /** The tenant's own price that applies; it may only change the tiers' multipliers. */
  override: PriceOverride | null;
  /** Multipliers on the whole price by service tier. */
  tierMultipliers: Readonly<Record<string, number>>;
  /** As `Price.version`. */
  version: string;
}

/** What models cost: the public price list, under a tenant's own prices. */
export class PriceBook {
  readonly #list = new PriceList();

  /** What a model costs; null when it has no known price. */
  effectivePrice(
    model: Pick<PricedUse, "provider" | "model" | "modelServed" | "atMs">,
    overrides: readonly PriceOverride[],
  ): EffectivePrice | null {
    const override = overrideOf(model, overrides);
    const own = override !== null && hasRates(override) ? overrideRates(override) : null;
    const rates = own ?? this.#listed(model);
    if (rates === null) return null;
    return {
      rates,
      source: own === null ? "list" : "override",
      override,
      tierMultipliers: { ...TIER_MULTIPLIERS[model.provider.kind], ...override?.tierMultipliers },
      version: priceVersion(override),
    };
  }

  /** The price of a use, in nano-dollars rounded half up; null when the model has no known price: never zero for that. */
  price(use: PricedUse, overrides: readonly PriceOverride[]): Price | null {
    const override = overrideOf(use, overrides);
    const rates = override !== null && hasRates(override) ? overrideRates(override) : this.#listed(use);
    if (rates === null) return null;
    return {
      nanoUsd: tokenCost(rates, use.tokens, tierMultiplier(use, override)),
      version: priceVersion(override),
    };
  }

  #listed(use: Pick<PricedUse, "provider" | "model" | "modelServed" | "atMs">): TokenRates | null {
    const { provider, model, modelServed, atMs } = use;
    // The served name is the exact one (a dated snapshot); the asked one stands in where the list does not know it.
    const served = modelServed === null ? null : this.#list.rates(provider, modelServed, atMs);
    return served ?? this.#list.rates(provider, model, atMs);
  }
}

/** Half of the list price, as the providers publish it; other tiers cost the list price unless an override says more. */
const TIER_MULTIPLIERS: Partial<Record<ProviderKind, Readonly<Record<string, number>>>> = {
  openai: { batch: 0.5, flex: 0.5 },
  azure_openai: { batch: 0.5 },
  anthropic: { batch: 0.5 },
};

/** The override that fits best: one for this provider before one for every provider, the asked model before the served. */
function overrideOf(
  use: Pick<PricedUse, "provider" | "model" | "modelServed">,
  overrides: readonly PriceOverride[],
): PriceOverride | null {
  let best: PriceOverride | null = null;
  let bestRank = 0;
  for (const override of overrides) {
    if (override.provider !== null && override.provider !== use.provider.name) continue;
    const modelRank = override.model === use.model ? 2 : override.model === use.modelServed ? 1 : 0;
    if (modelRank === 0) continue;
    const rank = modelRank + (override.provider === null ? 0 : 2);
    if (rank > bestRank) [best, bestRank] = [override, rank];
  }
  return best;
}

/** An override without input and output price only changes the tiers' multipliers. */
function hasRates(override: PriceOverride): boolean {
  return override.inputPerMillionUsd !== null || override.outputPerMillionUsd !== null;
}

function overrideRates(override: PriceOverride): TokenRates {
  return {
    input: override.inputPerMillionUsd ?? 0,
    output: override.outputPerMillionUsd ?? 0,
    cacheRead: override.cacheReadPerMillionUsd,
    cacheWrite: override.cacheWritePerMillionUsd,
    reasoning: null,
    requestUsd: 0,
  };
}

function tierMultiplier(use: PricedUse, override: PriceOverride | null): number {
  if (use.serviceTier === null) return 1;
  const own = override === null ? undefined : ownValue(override.tierMultipliers, use.serviceTier);
  return own ?? ownValue(TIER_MULTIPLIERS[use.provider.kind] ?? {}, use.serviceTier) ?? 1;
}

/** A tier's name comes from the provider: `constructor` must not find anything. */
function ownValue(table: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
