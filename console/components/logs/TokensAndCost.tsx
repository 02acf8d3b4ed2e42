import { formatNanoUsd } from "../format_nano_usd.ts";
import type { LogDetail } from "../../logs/request_log.ts";
import { CostBreakdown } from "./CostBreakdown.tsx";
import { FactList } from "./FactList.tsx";

/** What was used and what it cost, to the last digit. */
export function TokensAndCost({ log }: { log: LogDetail }) {
  const { tokens, costNanoUsd, charges } = log;
  return (
    <>
      <FactList
        facts={[
          { name: "Input", value: count(tokens.input) },
          { name: "from cache", value: tokens.cacheRead > 0 && count(tokens.cacheRead), hint: "Part of the input" },
          { name: "into cache", value: tokens.cacheWrite > 0 && count(tokens.cacheWrite), hint: "Part of the input" },
          { name: "Output", value: count(tokens.output) },
          { name: "for reasoning", value: tokens.reasoning > 0 && count(tokens.reasoning), hint: "Part of the output" },
          { name: "Estimated input", value: count(log.estimatedTokens), hint: "Before the provider was asked" },
          { name: "Output asked", value: log.maxTokensAsked !== null && `at most ${count(log.maxTokensAsked)}` },
          // Never zero for what nobody knows the price of.
          { name: "Cost", value: costNanoUsd === null ? UNPRICED : exactCost(costNanoUsd) },
          { name: "Prices", value: log.priceVersion },
          { name: "Charged to", value: charges.length > 0 && charges.map(charged).join("; ") },
        ]}
      />
      <CostBreakdown breakdown={log.costBreakdown} />
    </>
  );
}

const UNPRICED = "unpriced: the model's price is not known";

function count(tokens: number): string {
  return tokens.toLocaleString("en");
}

function exactCost(nanoUsd: string): string {
  return formatNanoUsd(BigInt(nanoUsd)).exact;
}

function charged({ counterKey, period, nanoUsd }: LogDetail["charges"][number]): string {
  return `${counterKey} (${period}) ${exactCost(nanoUsd)}`;
}
