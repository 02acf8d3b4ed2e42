import type { ConditionField, FieldCondition, RouteCondition } from "../../shared/contracts/route_condition.ts";

export type Operator = FieldCondition["operator"];
export type Scalar = string | number | boolean;

/** What a test on one field begins with. */
export function newCondition(): FieldCondition {
  return { type: "field", field: "model", operator: "equals", value: "" };
}

/** The kinds of fields, as one chooses them; the last two ask for a name. */
export const FIELD_KINDS = [
  "model",
  "stream",
  "estimated_tokens",
  "api_key",
  "end_user",
  "metadata",
  "header",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export function fieldKind(field: string): FieldKind {
  return FIELD_KINDS.find((kind) => field === kind || field.startsWith(`${kind}.`)) ?? "model";
}

export function fieldName(field: string): string {
  const dot = field.indexOf(".");
  return dot < 0 ? "" : field.slice(dot + 1);
}

export function fieldOf(kind: FieldKind, name: string): ConditionField {
  return (kind === "metadata" || kind === "header" ? `${kind}.${name}` : kind) as ConditionField;
}

/** What can be asked of a kind of field, the one that is asked now among them. */
export function operatorsOf(kind: FieldKind, present: Operator): Operator[] {
  const offered = OPERATORS[kind] ?? ALL_OPERATORS;
  return offered.includes(present) ? [...offered] : [...offered, present];
}

/** The same test of another field, with a value of the sort that the field has. */
export function withField(condition: FieldCondition, field: ConditionField): FieldCondition {
  const kind = fieldKind(field);
  const offered = OPERATORS[kind] ?? ALL_OPERATORS;
  const operator = offered.includes(condition.operator) ? condition.operator : offered[0]!;
  return test(field, operator, valueOf(condition));
}

export function withOperator(condition: FieldCondition, operator: Operator): FieldCondition {
  return test(condition.field, operator, valueOf(condition));
}

export function withValue(condition: FieldCondition, value: Scalar | readonly Scalar[]): FieldCondition {
  return { ...condition, value } as FieldCondition;
}

/** A combination in a condition's place, which becomes its first part; of a combination only the word changes. */
export function combine(condition: RouteCondition, type: "all" | "any" | "not" | "field"): RouteCondition {
  const parts = condition.type === "all" || condition.type === "any"
    ? condition.conditions
    : condition.type === "not"
    ? [condition.condition]
    : [condition];
  if (type === condition.type) return condition;
  if (type === "field") return firstTest(condition);
  if (type === "not") return { type, condition: parts.length === 1 ? parts[0]! : condition };
  return { type, conditions: parts };
}

export function valueOf(condition: FieldCondition): Scalar | readonly Scalar[] | null {
  return "value" in condition ? condition.value : null;
}

/** A value a line; what was no text before stays what it was. */
export function readScalars(text: string, before: readonly Scalar[]): Scalar[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "").map((line) =>
    before.find((value) => String(value) === line) ?? line
  );
}

const ALL_OPERATORS: readonly Operator[] = [
  "equals",
  "not_equals",
  "in",
  "not_in",
  "starts_with",
  "ends_with",
  "contains",
  "greater_than",
  "at_least",
  "less_than",
  "at_most",
  "exists",
  "missing",
];

const TEXT_OPERATORS = ALL_OPERATORS.filter((operator) => !/_than$|^at_/.test(operator));

const OPERATORS: Partial<Record<FieldKind, readonly Operator[]>> = {
  model: TEXT_OPERATORS,
  api_key: TEXT_OPERATORS,
  end_user: TEXT_OPERATORS,
  stream: ["equals", "not_equals"],
  estimated_tokens: ["greater_than", "at_least", "less_than", "at_most", "equals", "not_equals"],
};

function test(field: ConditionField, operator: Operator, value: Scalar | readonly Scalar[] | null): FieldCondition {
  const list = value === null ? [] : Array.isArray(value) ? value as Scalar[] : [value as Scalar];
  const [first = ""] = list;
  switch (operator) {
    case "exists":
    case "missing":
      return { type: "field", field, operator };
    case "in":
    case "not_in":
      return { type: "field", field, operator, value: list.length > 0 ? list : [""] };
    case "greater_than":
    case "at_least":
    case "less_than":
    case "at_most":
      return { type: "field", field, operator, value: Number(first) || 0 };
    case "equals":
    case "not_equals":
      return { type: "field", field, operator, value: scalarFor(field, first) };
    case "starts_with":
    case "ends_with":
    case "contains":
      return { type: "field", field, operator, value: String(first) };
  }
}

function scalarFor(field: ConditionField, value: Scalar): Scalar {
  if (field === "stream") return typeof value === "boolean" ? value : true;
  if (field === "estimated_tokens") return Number(value) || 0;
  return typeof value === "boolean" ? String(value) : value;
}

function firstTest(condition: RouteCondition): FieldCondition {
  if (condition.type === "field") return condition;
  const [first] = condition.type === "not" ? [condition.condition] : condition.conditions;
  return first === undefined ? newCondition() : firstTest(first);
}
