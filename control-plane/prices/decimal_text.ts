/** A number from 0 to 10¹⁵ as a decimal text of at most 12 decimals, without an exponent: `0.0375`. */
export function decimalText(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, "");
}
