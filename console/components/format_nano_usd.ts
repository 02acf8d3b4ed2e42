/**
 * Nano-dollars as dollars: `text` with two decimals from a dollar on, and three significant digits below; `exact` with
 * every digit that there is.
 */
export function formatNanoUsd(nanoUsd: bigint): { text: string; exact: string } {
  const sign = nanoUsd < 0n ? "-" : "";
  const amount = nanoUsd < 0n ? -nanoUsd : nanoUsd;
  return { text: `${sign}$${rounded(amount)}`, exact: `${sign}$${decimal(amount).replace(/\.?0+$/, "")}` };
}

const NANO = 1_000_000_000n;

function rounded(amount: bigint): string {
  if (amount === 0n) return "0";
  // Digits after the point: from a dollar on cents, below it as many as show three that are not a leading zero.
  const decimals = Math.min(9, Math.max(2, 12 - String(amount).length));
  const unit = 10n ** BigInt(9 - decimals);
  const text = decimal((amount + unit / 2n) / unit * unit);
  return decimals === 9 ? text : text.slice(0, decimals - 9);
}

/** Always with nine digits after the point, so that it can be cut. */
function decimal(amount: bigint): string {
  const dollars = String(amount / NANO).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${dollars}.${String(amount % NANO).padStart(9, "0")}`;
}
