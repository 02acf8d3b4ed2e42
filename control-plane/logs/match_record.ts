import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { LogCondition, LogField } from "./log_filter.ts";

/** Whether a record meets every condition; agrees with `conditionsSql` about a stored one. */
export function matchesRecord(conditions: readonly LogCondition[], record: RequestRecord): boolean {
  return conditions.every((condition) => meets(condition, record));
}

function meets(condition: LogCondition, record: RequestRecord): boolean {
  switch (condition.operator) {
    case "is":
      return condition.fields.some((field) => read(field, record) === condition.value);
    case "one_of":
      return condition.values.includes(record.outcome);
    default:
      return compares(condition, read(condition.field, record) as number | null);
  }
}

function compares({ operator, field, value }: Extract<LogCondition, { value: number }>, held: number | null): boolean {
  if (held === null) return false;
  const limit = field === "totalMs" ? Math.fround(value) : value;
  switch (operator) {
    case "at_least":
      return held >= limit;
    case "at_most":
      return held <= limit;
    case "below":
      return held < limit;
  }
}

function read(field: LogField, record: RequestRecord): string | number | boolean | null {
  if (typeof field === "object") return Object.hasOwn(record.tags, field.tag) ? record.tags[field.tag]! : null;
  // The database keeps times in single precision, and both must round alike.
  return field === "totalMs" ? Math.fround(record.timings.totalMs) : record[field];
}
