import type { FilterParam } from "./filter_url.ts";

/** What the parts of a filter are called, on the form and in what is said about them. */
export const LABELS: Readonly<Record<FilterParam, string>> = {
  q: "Filter",
  outcome: "Outcome",
  model: "Model",
  provider: "Provider",
  route: "Route",
  key: "API key",
  user: "End user",
  error: "Error code",
  request: "Request id",
  dialect: "API",
  stream: "Streamed",
  tag: "Tag",
  "status-min": "Status from",
  "status-max": "Status to",
  since: "Time",
  from: "From",
  to: "To",
  "cost-min": "At least, dollars",
  "ms-min": "At least, ms",
};

/** The same for what the API calls otherwise: a path from a query's variables on. */
export function labelOfPath(path: readonly string[]): string {
  const name = path.filter((part) => part !== "filter").join(".");
  return API_LABELS.get(name) ?? name;
}

const API_LABELS = new Map<string, string>([
  ["outcome", LABELS.outcome],
  ["model", LABELS.model],
  ["provider", LABELS.provider],
  ["routeName", LABELS.route],
  ["apiKeyId", LABELS.key],
  ["endUser", LABELS.user],
  ["errorCode", LABELS.error],
  ["requestId", LABELS.request],
  ["dialect", LABELS.dialect],
  ["statusMin", LABELS["status-min"]],
  ["statusMax", LABELS["status-max"]],
  ["from", LABELS.from],
  ["to", LABELS.to],
  ["minCostNanoUsd", LABELS["cost-min"]],
  ["minTotalMs", LABELS["ms-min"]],
  ["after", "Page"],
  ["before", "Page"],
]);
