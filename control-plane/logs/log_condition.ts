import type { LogField, LogValue, LogValueKind } from "./log_fields.ts";

/**
 * How a field is compared. A field may have no value or several: what is not negated holds when any of its values meets it,
 * and what is negated (`NE`, `NOT_IN`, `NOT_EXISTS`) holds when none does, also of a field without a value.
 */
export const LOG_OPERATORS = [
  "EQ",
  "NE",
  "IN",
  "NOT_IN",
  "LT",
  "LTE",
  "GT",
  "GTE",
  "CONTAINS",
  "STARTS_WITH",
  "EXISTS",
  "NOT_EXISTS",
] as const;
export type LogOperator = (typeof LOG_OPERATORS)[number];

/** One demand on a record's field. */
export interface LogComparison {
  field: LogField;
  /** Which tag or input it is, of fields that are told by a name; else null. */
  name: string | null;
  operator: LogOperator;
  /** None for `EXISTS` and `NOT_EXISTS`, one or more for `IN` and `NOT_IN`, else one. */
  values: readonly LogValue[];
}

/**
 * A demand on a record. What is asked of the database and what is asked of a record in memory are both made from these.
 * An empty `all` holds always, an empty `any` never.
 */
export type LogCondition =
  | LogComparison
  | { all: readonly LogCondition[] }
  | { any: readonly LogCondition[] };

const EQUALITY = ["EQ", "NE", "IN", "NOT_IN", "EXISTS", "NOT_EXISTS"] as const;
const ORDER = [...EQUALITY, "LT", "LTE", "GT", "GTE"] as const;

/** Which operators go with which values. Texts have no order here: databases sort them otherwise than programs do. */
export const OPERATORS_OF: Readonly<Record<LogValueKind, readonly LogOperator[]>> = {
  text: [...EQUALITY, "CONTAINS", "STARTS_WITH"],
  choice: EQUALITY,
  boolean: ["EQ", "NE"],
  uuid: EQUALITY,
  integer: ORDER,
  real: ORDER,
  time: ORDER,
};

/** The operator that a negated one negates; null for one that is not. */
export function negated(operator: LogOperator): "EQ" | "IN" | "EXISTS" | null {
  switch (operator) {
    case "NE":
      return "EQ";
    case "NOT_IN":
      return "IN";
    case "NOT_EXISTS":
      return "EXISTS";
    default:
      return null;
  }
}
