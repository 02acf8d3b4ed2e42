import type { PriceOverride as PriceRow } from "../../prisma/generated/client/client.ts";
import { type PriceOverride, priceOverride } from "../../shared/contracts/price.ts";

/** A stored price as revisions have it. */
export function priceOf(row: PriceRow): PriceOverride {
  return priceOverride.parse({
    provider: row.provider,
    model: row.model,
    inputPerMillionUsd: row.inputPerMillionUsd?.toNumber() ?? null,
    outputPerMillionUsd: row.outputPerMillionUsd?.toNumber() ?? null,
    cacheReadPerMillionUsd: row.cacheReadPerMillionUsd?.toNumber() ?? null,
    cacheWritePerMillionUsd: row.cacheWritePerMillionUsd?.toNumber() ?? null,
    tierMultipliers: row.tierMultipliers,
  });
}
