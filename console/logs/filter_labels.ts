import type { FilterParam } from "./filter_url.ts";

/** What the parts of a filter are called, on the form and in what is said about them. */
export const LABELS: Readonly<Record<FilterParam, string>> = {
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
