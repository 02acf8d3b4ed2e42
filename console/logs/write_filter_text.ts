import { dollarsOf } from "./dollars.ts";
import { filterField } from "./filter_fields.ts";
import { isComparison, type LogComparison, type LogCondition } from "./log_condition.ts";

/** Conditions as people write them: `status>=500 (model:gpt-5 OR tag.team=search)`. `readFilterText` reads it back. */
export function writeFilterText(conditions: readonly LogCondition[]): string {
  return conditions.map((condition) => written(condition, { alone: conditions.length === 1 })).join(" ");
}

function written(condition: LogCondition, { alone }: { alone: boolean }): string {
  if (isComparison(condition)) return writeComparison(condition);
  if ("all" in condition) {
    // Brackets even where they say nothing: what was a group is one again.
    return `(${condition.all.map((each) => written(each, { alone: false })).join(" ")})`;
  }
  const text = condition.any.map((each) => written(each, { alone: false })).join(" OR ");
  return alone && condition.any.length > 1 ? text : `(${text}${condition.any.length === 1 ? " OR" : ""})`;
}

/** One comparison as a word of the text. */
export function writeComparison({ field, name, operator, value, values }: LogComparison): string {
  const definition = filterField(field);
  const left = definition.named
    ? `${definition.name}.${/^[\w-]+$/.test(name ?? "") ? name : inQuotes(name ?? "")}`
    : definition.name;
  const one = (raw: string) => {
    if (definition.kind === "dollars" && /^\d+$/.test(raw)) return dollarsOf(raw);
    return quoted(definition.kind === "word" ? raw.toLowerCase() : raw);
  };
  switch (operator) {
    case "EXISTS":
      return `${left}:*`;
    case "NOT_EXISTS":
      return `${left}!=*`;
    case "IN":
    case "NOT_IN":
      // A list of one is a list still; the comma says so.
      return `${left}${SIGNS[operator]}${(values ?? []).map(one).join(",")}${values?.length === 1 ? "," : ""}`;
    default:
      return `${left}${SIGNS[operator]}${one(value ?? "")}`;
  }
}

/** How operators are written between a field and its value. */
export const SIGNS = {
  EQ: ":",
  IN: ":",
  NE: "!=",
  NOT_IN: "!=",
  CONTAINS: "~",
  STARTS_WITH: "^=",
  LT: "<",
  LTE: "<=",
  GT: ">",
  GTE: ">=",
} as const;

/** Quoted where it must be. */
export function quoted(value: string): string {
  return /^[\p{L}\p{N}_./@+-][\p{L}\p{N}_./@+:-]*$/u.test(value) ? value : inQuotes(value);
}

function inQuotes(value: string): string {
  return `"${value.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}
