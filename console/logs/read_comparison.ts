import { isUuidv7 } from "../../shared/identifiers/uuid.ts";
import { nanoUsdOf } from "./dollars.ts";
import { type FilterFieldDefinition, filterFieldNamed, type FilterKind, operatorsOf } from "./filter_fields.ts";
import type { TextOperator } from "./filter_fields.ts";
import type { LogComparison } from "./log_condition.ts";

export type ReadComparison = { comparison: LogComparison } | { problem: string };

/** Reads one comparison, as `status>=500`, `tag.team=search`, `model:a,b`, `user:*` or the id of a request. */
export function readComparison(token: string): ReadComparison {
  const [, word, quotedName, bareName, sign, rest] = PATTERN.exec(token) ?? [];
  if (word === undefined || sign === undefined) {
    if (isUuidv7(token.toLowerCase())) {
      return { comparison: { field: "REQUEST_ID", operator: "EQ", value: token.toLowerCase() } };
    }
    return { problem: "a field and what it is compared with, such as status>=500 or model:gpt-5" };
  }
  const definition = filterFieldNamed(word);
  if (definition === null) return { problem: `the name of a field; there is none called ${word}` };
  const name = quotedName === undefined ? bareName : unquoted(quotedName);
  if (definition.named && !name) return { problem: `${definition.name}.name, such as ${definition.name}.team` };
  if (!definition.named && name !== undefined) return { problem: `${definition.name} without a name behind it` };
  const values = valuesOf(rest!);
  if (values === null) return { problem: "a value; quote what has blanks, commas or brackets in it" };
  return compared(definition, { name, sign, values });
}

const PATTERN = /^([a-z_]+)(?:\.(?:("(?:\\.|[^"\\])*")|([^\s"=:!<>~^]+)))?(!=|!:|>=|<=|\^=|[:=<>~])([\s\S]*)$/i;

const OPERATORS: Record<string, TextOperator> = {
  ":": "EQ",
  "=": "EQ",
  "!=": "NE",
  "!:": "NE",
  "~": "CONTAINS",
  "^=": "STARTS_WITH",
  "<": "LT",
  "<=": "LTE",
  ">": "GT",
  ">=": "GTE",
};

interface Value {
  text: string;
  isQuoted: boolean;
}

/** Separated by commas; a comma at the end makes a list of one. Null where there is none. */
function valuesOf(text: string): Value[] | null {
  const parts = text.match(/"(?:\\.|[^"\\])*"|[^,"]+|,/g) ?? [];
  if (parts.join("") !== text) return null;
  const values: Value[] = [];
  let isOpen = true;
  for (const part of parts) {
    if (part === ",") {
      if (isOpen) return null;
      isOpen = true;
    } else {
      if (!isOpen) return null;
      values.push(
        part.startsWith('"') ? { text: unquoted(part), isQuoted: true } : { text: part, isQuoted: false },
      );
      isOpen = false;
    }
  }
  if (values.length === 0) return null;
  // `a,` is a list of one.
  return isOpen ? [...values, LIST_END] : values;
}

const LIST_END: Value = { text: "", isQuoted: false };

function compared(
  definition: FilterFieldDefinition,
  { name, sign, values }: { name: string | undefined; sign: string; values: Value[] },
): ReadComparison {
  const { field, kind } = definition;
  const about = { field, ...(name !== undefined && { name }) };
  const operator = OPERATORS[sign]!;
  const isList = values.length > 1;
  const given = values.filter((value) => value !== LIST_END);
  const [first] = given;
  if (first!.text === "*" && !first!.isQuoted && !isList && (operator === "EQ" || operator === "NE")) {
    if (kind === "boolean") return { problem: "yes or no" };
    return { comparison: { ...about, operator: operator === "EQ" ? "EXISTS" : "NOT_EXISTS" } };
  }
  if (!operatorsOf(kind).includes(operator)) return { problem: `another comparison: ${sign} says nothing of ${kind}s` };
  const read = given.map(({ text }) => valueOf(kind, text));
  const problem = read.find((value) => value === null) === null;
  if (problem) return { problem: EXPECTED[kind] };
  const texts = read as string[];
  if (!isList) return { comparison: { ...about, operator, value: texts[0]! } };
  if (operator !== "EQ" && operator !== "NE") return { problem: "one value" };
  if (kind === "boolean") return { problem: "yes or no" };
  return { comparison: { ...about, operator: operator === "EQ" ? "IN" : "NOT_IN", values: texts } };
}

/** As the API takes it; null where it is none of its kind. */
function valueOf(kind: FilterKind, text: string): string | null {
  switch (kind) {
    case "text":
      return text.length <= 512 ? text : null;
    case "id":
      return /^[\w+/=-]{1,128}$/.test(text) ? text : null;
    case "word":
      return /^\w{1,64}$/.test(text) ? text.toUpperCase() : null;
    case "boolean":
      return /^(yes|true)$/i.test(text) ? "true" : /^(no|false)$/i.test(text) ? "false" : null;
    case "integer":
      return /^\d{1,15}$/.test(text) ? text : null;
    case "real":
      return /^\d{1,12}(\.\d{1,6})?$/.test(text) ? text : null;
    case "dollars":
      return /^\d{1,7}(\.\d{1,9})?$/.test(text) ? nanoUsdOf(text) : null;
    case "time":
      return Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();
  }
}

const EXPECTED: Record<FilterKind, string> = {
  text: "at most 512 characters",
  id: "an id",
  word: "a word",
  boolean: "yes or no",
  integer: "a whole number",
  real: "a number",
  dollars: "dollars, such as 0.01",
  time: "a time such as 2026-11-23T14:05Z",
};

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}
