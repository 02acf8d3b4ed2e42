import { formatNanoUsd } from "./format_nano_usd.ts";

/** An amount of nano-dollars, rounded for reading, whole on hovering; null is what nobody knows the price of. */
export function Money({ nanoUsd }: { nanoUsd: string | number | bigint | null }) {
  if (nanoUsd === null) return <span class="text-muted">unpriced</span>;
  const { text, exact } = formatNanoUsd(BigInt(nanoUsd));
  return <span class="tabular-nums" title={exact}>{text}</span>;
}
