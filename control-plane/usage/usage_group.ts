import { encodeGlobalId } from "../graphql/global_id.ts";
import type { UsageSeries } from "./read_usage.ts";

/** What a series' requests have in common, as the API tells it. */
export function usageGroup({ group, groupBy }: Pick<UsageSeries, "group" | "groupBy">): string | null {
  if (group === null) return null;
  if (groupBy === "PROJECT") return encodeGlobalId("Project", group);
  return groupBy === "API_KEY" ? encodeGlobalId("ApiKey", group) : group;
}
