import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import type { TokenCounts } from "../../shared/contracts/request_record.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { type Price, PriceBook } from "../../shared/pricing/price_book.ts";
import type { IndexedContent } from "../../shared/routing/indexed_content.ts";

/** It remembers look-ups, and knows nothing of tenants. */
const BOOK = new PriceBook();

/** The configuration whose prices count. */
export interface PricedConfiguration {
  content: Pick<ConfigContent, "priceOverrides">;
  indexed: Pick<IndexedContent, "providers">;
}

/** What a request of so many tokens costs at a target, nano-dollars; null: unpriced, or no such provider. */
export function targetPrice(
  configuration: PricedConfiguration,
  target: Pick<TargetNode, "provider" | "model">,
  { input, output, atMs }: { input: number; output: number; atMs: number },
): number | null {
  const tokens = { input, output, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  return usePrice(configuration, target, { tokens, modelServed: null, atMs })?.nanoUsd ?? null;
}

/** The same of tokens that were used, with what names the price. */
export function usePrice(
  { content: { priceOverrides }, indexed: { providers } }: PricedConfiguration,
  { provider: name, model }: Pick<TargetNode, "provider" | "model">,
  use: { tokens: TokenCounts; modelServed: string | null; atMs: number },
): Price | null {
  const provider = providers.get(name);
  return provider === undefined ? null : BOOK.price({ provider, model, serviceTier: null, ...use }, priceOverrides);
}
