import type { PriceOverride } from "../contracts/price.ts";
import { diffField, type PartChange } from "./config_change.ts";

/** What a price is for: `openai/gpt-4o`, or the model alone where it is for every provider. */
export function namePrice({ provider, model }: PriceOverride): string {
  return provider === null ? model : `${provider}/${model}`;
}

/** What changed of a price that stayed. */
export function diffPrice(before: PriceOverride, after: PriceOverride): PartChange[] {
  const rate = (key: keyof typeof RATES) =>
    diffField(before[key], after[key], {
      aspect: "rates",
      path: `/${key}`,
      name: `price of a million ${RATES[key]} tokens`,
      show: (usd: number) => `$${usd}`,
    });
  return [
    ...(Object.keys(RATES) as (keyof typeof RATES)[]).flatMap(rate),
    ...diffField(before.tierMultipliers, after.tierMultipliers, {
      aspect: "tier_multipliers",
      path: "/tierMultipliers",
      name: "multipliers by tier",
    }),
  ];
}

const RATES = {
  inputPerMillionUsd: "input",
  outputPerMillionUsd: "output",
  cacheReadPerMillionUsd: "cache read",
  cacheWritePerMillionUsd: "cache write",
} as const;
