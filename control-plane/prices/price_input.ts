import { z } from "zod";
import { type PriceOverride, priceOverride } from "../../shared/contracts/price.ts";
import type { ValidationIssue } from "../api_error.ts";
import { versionInput } from "../input_fields.ts";

/** A rate as the API takes it: an exact decimal text. The contract says what it may be. */
const rate = decimal(priceOverride.shape.inputPerMillionUsd);

const newRate = rate.nullish().transform((usd) => usd ?? null);
const changedRate = rate.nullable().optional();

const tierList = z.array(
  z.object({ tier: z.string().trim().min(1), multiplier: decimal(z.number().nullable()).pipe(z.number()) }),
).max(16)
  .refine((list) => new Set(list.map(({ tier }) => tier)).size === list.length, "names a tier twice")
  .transform((list) => Object.fromEntries(list.map(({ tier, multiplier }) => [tier, multiplier])))
  .pipe(priceOverride.shape.tierMultipliers.unwrap());

/** Names are compared as they are: a pattern would never fit anything. */
const model = z.string().trim().pipe(priceOverride.shape.model)
  .refine((name) => !name.includes("*"), "a model's whole name, without *");

/** A new price. */
export const newPriceInput = z.object({
  provider: priceOverride.shape.provider.optional().transform((name) => name ?? null),
  model,
  inputPerMillionUsd: newRate,
  outputPerMillionUsd: newRate,
  cacheReadPerMillionUsd: newRate,
  cacheWritePerMillionUsd: newRate,
  tierMultipliers: tierList.nullish().transform((tiers) => tiers ?? {}),
});

/** Changes to a price: what is left out stays, null takes away. */
export const priceChangesInput = z.object({
  inputPerMillionUsd: changedRate,
  outputPerMillionUsd: changedRate,
  cacheReadPerMillionUsd: changedRate,
  cacheWritePerMillionUsd: changedRate,
  tierMultipliers: tierList.optional(),
  version: versionInput,
});

/** What a price says that gateways would not heed. */
export function priceIssues(price: Omit<PriceOverride, "provider" | "model">): ValidationIssue[] {
  if (price.inputPerMillionUsd !== null || price.outputPerMillionUsd !== null) return [];
  const cached = (["cacheReadPerMillionUsd", "cacheWritePerMillionUsd"] as const).filter((name) =>
    price[name] !== null
  );
  if (cached.length > 0) return cached.map((name) => ({ path: [name], message: "needs an input price beside it" }));
  if (Object.keys(price.tierMultipliers).length > 0) return [];
  return [{ path: ["inputPerMillionUsd"], message: "give a price, or multipliers of service tiers" }];
}

/** Six decimals are what prices are reckoned with, and what a double of this size holds exactly. */
function decimal<T>(contract: z.ZodType<T, number | null>) {
  return z.string().regex(/^\d{1,15}(\.\d{1,6})?$/, "a decimal number of at least 0 with at most 6 decimals")
    .transform((text): number | null => Number(text)).pipe(contract);
}
