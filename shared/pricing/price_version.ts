import type { PriceOverride } from "../contracts/price.ts";
import { sha256Hex } from "../identifiers/secret_token.ts";

/** The release of the public price list that this build reckons with; equal to the pin in deno.json. */
export const PRICE_LIST_RELEASE = "0.1.8";

/** Rises when the book's own part (mock prices, whose prices a preset has, tier multipliers, arithmetic) changes what a request costs. */
const OWN_PRICES_REVISION = 2;

/** Names the price book of this build: 16 hex digits, part of every published revision and record. */
export const priceBookDigest: string = digest(`genai-prices ${PRICE_LIST_RELEASE}, own prices ${OWN_PRICES_REVISION}`);

/** Names what a price was reckoned with: the book alone, or the book and the tenant's own price. 16 hex digits. */
export function priceVersion(override: PriceOverride | null): string {
  if (override === null) return priceBookDigest;
  let version = versions.get(override);
  if (version === undefined) {
    version = digest(`${priceBookDigest} ${canonicalOverride(override)}`);
    versions.set(override, version);
  }
  return version;
}

/** A revision's overrides are immutable and live as long as it does. */
const versions = new WeakMap<PriceOverride, string>();

function canonicalOverride(override: PriceOverride): string {
  const multipliers = Object.entries(override.tierMultipliers).sort(([a], [b]) => a < b ? -1 : 1);
  return JSON.stringify([
    override.provider,
    override.model,
    override.inputPerMillionUsd,
    override.outputPerMillionUsd,
    override.cacheReadPerMillionUsd,
    override.cacheWritePerMillionUsd,
    multipliers,
  ]);
}

function digest(text: string): string {
  return sha256Hex(text).slice(0, 16);
}
