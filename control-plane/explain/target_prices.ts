import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { PriceBook } from "../../shared/pricing/price_book.ts";
import type { IndexedContent } from "../../shared/routing/indexed_content.ts";

/** It remembers look-ups, and knows nothing of tenants. */
const BOOK = new PriceBook();

/** What so many tokens cost at a target under a configuration, nano-dollars; null: unpriced, or no such provider. */
export function targetPrice(
  { content: { priceOverrides }, indexed: { providers } }: { content: ConfigContent; indexed: IndexedContent },
  { provider: name, model }: Pick<TargetNode, "provider" | "model">,
  use: { input: number; output: number; cacheRead?: number; cacheWrite?: number; reasoning?: number; atMs: number },
): number | null {
  const provider = providers.get(name);
  if (provider === undefined) return null;
  const { input, output, cacheRead = 0, cacheWrite = 0, reasoning = 0, atMs } = use;
  const tokens = { input, output, cacheRead, cacheWrite, reasoning };
  return BOOK.price({ provider, model, modelServed: null, tokens, serviceTier: null, atMs }, priceOverrides)?.nanoUsd ?? null;
}
