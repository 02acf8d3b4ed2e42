import { type FormValues, readText } from "../forms/read_text.ts";
import type { priceFragment } from "../graphql/documents/prices.ts";
import type { ResultOf } from "../graphql/graphql.ts";

export type Price = ResultOf<typeof priceFragment>;

export const RATE_FIELDS = [
  "inputPerMillionUsd",
  "outputPerMillionUsd",
  "cacheReadPerMillionUsd",
  "cacheWritePerMillionUsd",
] as const;
export type RateField = (typeof RATE_FIELDS)[number];

export const PRICE_FIELDS = ["provider", "model", ...RATE_FIELDS, "tierMultipliers"] as const;

/** The fields of a price as they are filled in. */
export interface PriceValues extends Record<RateField, string> {
  /** Empty: every provider. */
  provider: string;
  model: string;
  /** A line each: `batch = 0.5`. */
  tierMultipliers: string;
}

export const NEW_PRICE: PriceValues = {
  provider: "",
  model: "",
  inputPerMillionUsd: "",
  outputPerMillionUsd: "",
  cacheReadPerMillionUsd: "",
  cacheWritePerMillionUsd: "",
  tierMultipliers: "",
};

export function priceValues(price: Price): PriceValues {
  return {
    provider: price.provider ?? "",
    model: price.model,
    inputPerMillionUsd: price.inputPerMillionUsd ?? "",
    outputPerMillionUsd: price.outputPerMillionUsd ?? "",
    cacheReadPerMillionUsd: price.cacheReadPerMillionUsd ?? "",
    cacheWritePerMillionUsd: price.cacheWritePerMillionUsd ?? "",
    tierMultipliers: price.tierMultipliers.map(({ tier, multiplier }) => `${tier} = ${multiplier}`).join("\n"),
  };
}

export function readPriceForm(form: FormValues): PriceValues {
  return Object.fromEntries(PRICE_FIELDS.map((field) => [field, readText(form, field)])) as unknown as PriceValues;
}

/** What a price is for, for titles and confirmations. */
export function priceName({ provider, model }: Pick<Price, "provider" | "model">): string {
  return provider === null ? model : `${provider}/${model}`;
}
