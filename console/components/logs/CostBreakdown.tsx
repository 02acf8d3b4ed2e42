import { formatNanoUsd } from "../format_nano_usd.ts";
import type { LogDetail } from "../../logs/request_log.ts";

type Breakdown = LogDetail["costBreakdown"];

/** What a cost is made of, or why that is not known. */
export function CostBreakdown({ breakdown }: { breakdown: Breakdown }) {
  const { items, multiplier, priceSource, unknownBecause } = breakdown;
  if (items.length === 0) {
    const why = unknownBecause === null ? null : UNKNOWN[unknownBecause];
    return why === null ? null : <p class="mt-2 text-xs text-muted">{why}</p>;
  }
  return (
    <div class="mt-2 overflow-x-auto" tabIndex={0} role="region" aria-label="What the cost is made of">
      <table class="text-[0.8125rem]">
        <thead class="text-left text-muted">
          <tr>
            {["Part", "Tokens", "Dollars a million", "Cost"].map((title, place) => (
              <th key={title} scope="col" class={`pr-5 pb-1 font-medium ${place === 0 ? "" : "text-right"}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="tabular-nums">
          {items.map(({ kind, tokens, unitPriceUsd, nanoUsd }) => (
            <tr key={kind}>
              <td class="py-0.5 pr-5">{KINDS[kind]}</td>
              <td class="py-0.5 pr-5 text-right">{kind === "REQUEST" ? "–" : tokens.toLocaleString("en")}</td>
              <td class="py-0.5 pr-5 text-right">{unitPriceUsd}</td>
              <td class="py-0.5 pr-5 text-right">{formatNanoUsd(BigInt(nanoUsd)).exact}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="mt-1 text-xs text-muted">
        {priceSource === "OVERRIDE" ? "At the tenant’s own price." : "At the price list’s price."}
        {multiplier !== 1 && ` Times ${multiplier}, by the service tier.`}
      </p>
    </div>
  );
}

const KINDS: Record<Breakdown["items"][number]["kind"], string> = {
  INPUT: "Input",
  CACHE_READ: "Input from cache",
  CACHE_WRITE: "Input into cache",
  OUTPUT: "Output",
  REASONING: "Reasoning",
  REQUEST: "Request",
};

const UNKNOWN: Record<NonNullable<Breakdown["unknownBecause"]>, string | null> = {
  // Said beside the cost already.
  UNPRICED: null,
  NO_PROVIDER: "Its parts are not known: no provider answered, or the revision that names it is gone.",
  OTHER_PRICES: "Its parts are not known: it was reckoned with a price list that this version does not have.",
  DOES_NOT_ADD_UP: "Its parts are not known: it was charged at its estimate, or several attempts were paid.",
};
