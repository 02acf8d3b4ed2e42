import type { LogComparison, LogCondition } from "./log_condition.ts";
import type { LogFilter } from "./log_filter.ts";

/** All of a filter but its time as conditions: what a saved view keeps and an export asks for. */
export function filterConditions(filter: LogFilter): LogCondition[] {
  const { outcome, tag, stream, dialect } = filter;
  const equal = (field: LogComparison["field"], value: string | undefined): LogComparison[] =>
    value === undefined ? [] : [{ field, operator: "EQ", value }];
  const least = (field: LogComparison["field"], value: string | number | undefined): LogComparison[] =>
    value === undefined ? [] : [{ field, operator: "GTE", value: String(value) }];
  const outcomes = outcome?.map((one) => one.toUpperCase()) ?? [];
  return [
    ...outcomes.length > 1 ? [{ field: "OUTCOME", operator: "IN", values: outcomes } as const] : [],
    ...equal("OUTCOME", outcomes.length === 1 ? outcomes[0] : undefined),
    ...equal("MODEL", filter.model),
    ...equal("PROVIDER", filter.provider),
    ...equal("ROUTE", filter.route),
    ...equal("API_KEY", filter.key),
    ...equal("END_USER", filter.user),
    ...equal("ERROR_CODE", filter.error),
    ...equal("REQUEST_ID", filter.request),
    ...equal("DIALECT", dialect?.toUpperCase()),
    ...equal("STREAM", stream === undefined ? undefined : String(stream)),
    ...(tag === undefined ? [] : [{ field: "TAG", name: tag.name, operator: "EQ", value: tag.value } as const]),
    ...least("STATUS", filter.statusMin),
    ...(filter.statusMax === undefined
      ? []
      : [{ field: "STATUS", operator: "LTE", value: String(filter.statusMax) } as const]),
    ...least("COST_NANO_USD", filter.costMin),
    ...least("TOTAL_MS", filter.totalMin),
    ...filter.where ?? [],
  ];
}
