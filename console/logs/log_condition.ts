import type { VariablesOf } from "../graphql/graphql.ts";
import type { requestLogFacetsQuery } from "../graphql/documents/request_logs_figures.ts";

export type LogFieldName = VariablesOf<typeof requestLogFacetsQuery>["field"];

export type LogOperator =
  | "EQ"
  | "NE"
  | "IN"
  | "NOT_IN"
  | "EXISTS"
  | "NOT_EXISTS"
  | "CONTAINS"
  | "STARTS_WITH"
  | "LT"
  | "LTE"
  | "GT"
  | "GTE";

/** One field against one value, or several; as the API takes it. */
export interface LogComparison {
  field: LogFieldName;
  /** Which tag or input. */
  name?: string;
  operator: LogOperator;
  value?: string;
  values?: string[];
}

/** A demand on records: a comparison, or a group of which any or all must hold. */
export type LogCondition = LogComparison | { any: LogCondition[] } | { all: LogCondition[] };

/** How deep groups may lie in each other, and how many comparisons there may be, as the API bounds them. */
export const GROUP_DEPTH_MAX = 3;
export const COMPARISONS_MAX = 50;

export function isComparison(condition: LogCondition): condition is LogComparison {
  return "field" in condition;
}

/** How many comparisons there are in all. */
export function comparisonsIn(conditions: readonly LogCondition[]): number {
  return conditions.reduce((sum, condition) => {
    if (isComparison(condition)) return sum + 1;
    return sum + comparisonsIn("any" in condition ? condition.any : condition.all);
  }, 0);
}
