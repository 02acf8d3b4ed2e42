import type { Price } from "./price_values.ts";

/** The prices that a text is in, by model and provider, in any case. */
export function pricesWith<Row extends Pick<Price, "provider" | "model">>(rows: readonly Row[], text: string): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return rows.filter(({ provider, model }) => {
    const name = `${provider ?? ""}/${model}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}
