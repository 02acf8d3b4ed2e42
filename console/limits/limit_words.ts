import { formatNanoUsd } from "../components/format_nano_usd.ts";
import type { Limit } from "./limit_values.ts";

/** A limit in a few words. */
export function limitWords({ type, max, period, maxNanoUsd, models, providers }: Limit): string {
  const count = (max ?? 0).toLocaleString("en");
  switch (type) {
    case "REQUESTS_PER_MINUTE":
      return `${count} ${max === 1 ? "request" : "requests"} a minute`;
    case "TOKENS_PER_MINUTE":
      return `${count} tokens a minute`;
    case "CONCURRENT_REQUESTS":
      return `${count} at once`;
    case "MAX_TOKENS_PER_REQUEST":
      return `${count} tokens a request`;
    case "SPEND":
      return `${formatNanoUsd(BigInt(maxNanoUsd ?? 0)).text} ${PERIODS[period ?? "DAY"]}`;
    case "ALLOWED_MODELS":
      return `only ${named(models, "model")}`;
    case "ALLOWED_PROVIDERS":
      return `only ${named(providers, "provider")}`;
  }
}

const PERIODS = { HOUR: "an hour", DAY: "a day", MONTH: "a month" };
const NAMED_MAX = 2;

function named(names: readonly string[] | null, what: string): string {
  const all = names ?? [];
  return all.length <= NAMED_MAX ? all.join(", ") : `${all.length} ${what}s`;
}
