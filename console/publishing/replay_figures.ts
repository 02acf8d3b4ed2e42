import { formatNanoUsd } from "../components/format_nano_usd.ts";

/** A part of all, in percent: `12 %`, `0.4 %`. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = part / whole * 100;
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** Two costs in nano-dollars, and how much more or less the second is; null where that is nothing to speak of. */
export function costDelta(
  beforeNanoUsd: string,
  afterNanoUsd: string,
): { before: string; after: string; delta: string | null } {
  const [before, after] = [BigInt(beforeNanoUsd), BigInt(afterNanoUsd)];
  const difference = after - before;
  const sign = difference < 0n ? "−" : "+";
  const amount = formatNanoUsd(difference < 0n ? -difference : difference).text;
  // In tenths of a percent, so that no amount is too large for it.
  const permille = before === 0n ? null : Number(difference * 1_000n / before);
  const percent = permille === null ? "" : `, ${sign}${(Math.abs(permille) / 10).toFixed(1)} %`;
  return {
    before: formatNanoUsd(before).text,
    after: formatNanoUsd(after).text,
    delta: difference === 0n ? null : `${sign}${amount}${percent}`,
  };
}
