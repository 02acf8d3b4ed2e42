const NANO_DIGITS = 9;

/** Nano-dollars of dollars in decimal, with nine digits after the point at most. */
export function nanoUsdOf(decimal: string): string {
  const [whole, fraction = ""] = decimal.split(".");
  return String(BigInt(whole! + fraction.padEnd(NANO_DIGITS, "0")));
}

/** Exact, and without zeros at its end. */
export function dollarsOf(nanoUsd: string): string {
  const digits = nanoUsd.padStart(NANO_DIGITS + 1, "0");
  return `${digits.slice(0, -NANO_DIGITS)}.${digits.slice(-NANO_DIGITS)}`.replace(/\.?0+$/, "");
}
