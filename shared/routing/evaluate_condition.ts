import type { ConditionField, FieldCondition, RouteCondition } from "../contracts/route_condition.ts";
import type { FieldValue } from "./route_inputs.ts";

/**
 * Whether a condition holds. A missing field satisfies only `not_equals`, `not_in` and `missing`.
 * Headers and most metadata are text: compared with a number or a boolean, text that is one counts as one.
 */
export function evaluateCondition(
  condition: RouteCondition,
  read: (field: ConditionField) => FieldValue | undefined,
): boolean {
  switch (condition.type) {
    case "field":
      return evaluateField(condition, read(condition.field));
    case "all":
      return condition.conditions.every((one) => evaluateCondition(one, read));
    case "any":
      return condition.conditions.some((one) => evaluateCondition(one, read));
    case "not":
      return !evaluateCondition(condition.condition, read);
  }
}

function evaluateField(condition: FieldCondition, value: FieldValue | undefined): boolean {
  switch (condition.operator) {
    case "exists":
      return value !== undefined;
    case "missing":
      return value === undefined;
    case "equals":
      return equals(value, condition.value);
    case "not_equals":
      return !equals(value, condition.value);
    case "in":
      return condition.value.some((one) => equals(value, one));
    case "not_in":
      return !condition.value.some((one) => equals(value, one));
    case "starts_with":
      return value !== undefined && String(value).startsWith(condition.value);
    case "ends_with":
      return value !== undefined && String(value).endsWith(condition.value);
    case "contains":
      return value !== undefined && String(value).includes(condition.value);
    case "greater_than":
      return numeric(value) > condition.value;
    case "at_least":
      return numeric(value) >= condition.value;
    case "less_than":
      return numeric(value) < condition.value;
    case "at_most":
      return numeric(value) <= condition.value;
  }
}

function equals(value: FieldValue | undefined, expected: FieldValue): boolean {
  if (value === undefined) return false;
  if (typeof expected === "number") return numeric(value) === expected;
  return String(value) === String(expected);
}

/** NaN where the value is no number: every comparison with it is false. */
function numeric(value: FieldValue | undefined): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
}
