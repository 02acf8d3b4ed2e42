/** Dollars as they are typed, `12.50` or `$1,000`, in nano-dollars; null for what is no amount. */
export function readUsd(text: string): bigint | null {
  const match = /^\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, dollars = "", rest = ""] = match;
  return BigInt(dollars.replaceAll(",", "")) * NANO + BigInt(rest.padEnd(9, "0"));
}

/** Nano-dollars as a field has them: every digit that there is, cents at least. */
export function nanoUsdText(nanoUsd: string | bigint): string {
  const amount = BigInt(nanoUsd);
  const rest = String(amount % NANO).padStart(9, "0").replace(/0{1,7}$/, "");
  return `${amount / NANO}${rest === "00" ? "" : `.${rest}`}`;
}

const NANO = 1_000_000_000n;
