import type { ConditionField, RouteCondition } from "../contracts/route_condition.ts";
import { evaluateCondition } from "./evaluate_condition.ts";
import type { FieldValue } from "./route_inputs.ts";

/** A condition, what it looked at, and whether it holds. */
export interface ExplainedCondition {
  condition: RouteCondition;
  /** Null where it cannot be told, because a value that it looked at is not known. */
  holds: boolean | null;
  /** The value of a test on one field; null: the request has none. Undefined for combinations, and where it is not known. */
  value?: FieldValue | null;
  /** What it is made of, in order; empty for a test on one field. */
  parts: ExplainedCondition[];
}

/**
 * Takes a condition apart: each part is judged by `evaluateCondition()` itself. `read` answers null for a field that the request
 * has not, and undefined where its value is not known.
 */
export function explainCondition(
  condition: RouteCondition,
  read: (field: ConditionField) => FieldValue | null | undefined,
): ExplainedCondition {
  if (condition.type === "field") {
    const value = read(condition.field);
    if (value === undefined) return { condition, holds: null, parts: [] };
    return { condition, holds: evaluateCondition(condition, () => value ?? undefined), value, parts: [] };
  }
  const conditions = condition.type === "not" ? [condition.condition] : condition.conditions;
  const parts = conditions.map((one) => explainCondition(one, read));
  return { condition, holds: combined(condition, parts), parts };
}

/** What is not known decides only where the rest does not. */
function combined({ type }: Exclude<RouteCondition, { type: "field" }>, parts: ExplainedCondition[]): boolean | null {
  const verdicts = parts.map(({ holds }) => holds);
  if (type === "not") return verdicts[0] === null ? null : !verdicts[0];
  const decisive = type === "any";
  if (verdicts.includes(decisive)) return decisive;
  return verdicts.includes(null) ? null : !decisive;
}
