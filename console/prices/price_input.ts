import { priceOverride } from "../../shared/contracts/price.ts";
import { type FormErrors, sentence } from "../forms/form_errors.ts";
import { type PriceValues, RATE_FIELDS } from "./price_values.ts";

export interface TierMultiplier {
  tier: string;
  multiplier: string;
}

/** What is wrong with a price before anything is sent; null when nothing is. */
export function checkPrice(values: PriceValues): FormErrors | null {
  const fields: Record<string, string> = {};
  if (values.model === "") fields["model"] = "Name the model.";
  else if (values.model.includes("*")) fields["model"] = "The model’s whole name, without *.";
  else {
    const issue = priceOverride.shape.model.safeParse(values.model).error?.issues[0];
    if (issue !== undefined) fields["model"] = sentence(issue.message);
  }
  for (const field of RATE_FIELDS) {
    if (values[field] !== "" && !isDecimal(values[field], 1_000_000)) {
      fields[field] = "US dollars from 0 to 1,000,000, at most six decimals.";
    }
  }
  const tiers = readTiers(values.tierMultipliers);
  if (typeof tiers === "string") fields["tierMultipliers"] = tiers;
  return Object.keys(fields).length === 0 ? null : { message: null, fields };
}

/** A line each, `batch = 0.5`; or which line is wrong. */
export function readTiers(text: string): TierMultiplier[] | string {
  const tiers: TierMultiplier[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, tier = "", multiplier = ""] = /^\s*([^=]+?)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (tier === "" || tier.length > 32 || !isDecimal(multiplier, 100)) {
      return `Line ${index + 1} must be a tier, = and a number from 0 to 100.`;
    }
    if (tiers.some((one) => one.tier === tier)) return `Line ${index + 1} names ${tier} again.`;
    tiers.push({ tier, multiplier });
  }
  return tiers.length > 16 ? "16 tiers at most." : tiers;
}

function isDecimal(text: string, max: number): boolean {
  return /^\d{1,15}(\.\d{1,6})?$/.test(text) && Number(text) <= max;
}
