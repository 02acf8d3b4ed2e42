import { z } from "zod";

/** A price in US dollars for a million tokens; null where the provider has none of its own. */
const perMillionUsd = z.number().min(0).max(1_000_000).nullable();

/** A tenant's own price for a model, over the price book's. */
export const priceOverride = z.strictObject({
  /** The provider's name in the tenant, or null for every provider. */
  provider: z.string().min(1).max(64).nullable(),
  model: z.string().min(1).max(256),
  inputPerMillionUsd: perMillionUsd,
  outputPerMillionUsd: perMillionUsd,
  cacheReadPerMillionUsd: perMillionUsd,
  cacheWritePerMillionUsd: perMillionUsd,
  /** Multipliers on the whole price by service tier (batch, flex, priority, …). */
  tierMultipliers: z.record(z.string().max(32), z.number().min(0).max(100)).default({}),
});
export type PriceOverride = z.infer<typeof priceOverride>;
