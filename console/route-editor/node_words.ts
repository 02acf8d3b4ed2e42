import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { FieldCondition, RouteCondition } from "../../shared/contracts/route_condition.ts";
import type { DraftNode, NodeType } from "./draft_tree.ts";

/** What each type of node is called, and what it does in one sentence. */
export const NODE_TYPES: Readonly<Record<NodeType, { title: string; hint: string }>> = {
  target: { title: "Target", hint: "Calls a model of a provider." },
  fallback: { title: "Fallback", hint: "Tries its nodes in order until one answers." },
  split: { title: "Split", hint: "Sends shares of the requests to each of its nodes." },
  when: { title: "Condition", hint: "Takes one of two branches." },
  fastest: { title: "Fastest", hint: "Prefers the node with the shortest time to first token of late." },
  cheapest: { title: "Cheapest", hint: "Prefers the node that costs this request the least." },
};

export const TYPES_IN_ORDER: readonly NodeType[] = ["target", "fallback", "split", "when", "fastest", "cheapest"];
export const CONTAINER_TYPES = TYPES_IN_ORDER.filter((type) => type !== "target");

export const ERROR_CLASS_WORDS: Readonly<Record<ErrorClass, string>> = {
  connection: "No connection",
  timeout: "Timeout",
  rate_limited: "Rate limited (429)",
  overloaded: "Overloaded (503, 529)",
  server_error: "Other server errors (5xx)",
  authentication: "Key refused (401, 403)",
  not_found: "Model unknown (404)",
  invalid_request: "Request invalid (400, 413, 422)",
  malformed: "Answer malformed",
};

/** Those of the contract, which would bring its whole library along. */
export const ERROR_CLASSES = Object.keys(ERROR_CLASS_WORDS) as ErrorClass[];
/** What a fallback that says nothing falls over on. */
export const ERROR_CLASSES_BY_DEFAULT: readonly ErrorClass[] = ERROR_CLASSES.filter((one) => one !== "invalid_request");

export const OPERATOR_WORDS: Readonly<Record<FieldCondition["operator"], string>> = {
  equals: "is",
  not_equals: "is not",
  in: "is one of",
  not_in: "is none of",
  starts_with: "starts with",
  ends_with: "ends with",
  contains: "contains",
  greater_than: ">",
  at_least: "≥",
  less_than: "<",
  at_most: "≤",
  exists: "is given",
  missing: "is missing",
};

/** A node as it is called in sentences: `target openai/gpt-5`, `split of 3`. */
export function nodeName({ value, slots }: DraftNode): string {
  const { type } = value;
  if (type === "target") return `target ${targetName(value)}`;
  if (type === "when") return `condition ${conditionWords(value.condition)}`;
  return `${NODE_TYPES[type].title.toLowerCase()} of ${slots.flat().length}`;
}

/** What a node's line says beside its type. */
export function nodeSummary({ value }: DraftNode): string {
  switch (value.type) {
    case "target":
      return targetName(value);
    case "when":
      return conditionWords(value.condition);
    case "fallback":
      return value.on === undefined
        ? "on every failure but invalid requests"
        : `on ${value.on.length} kinds of failure`;
    case "split":
      return value.stickyBy === undefined ? "by weight" : `by weight, sticky by ${fieldWords(value.stickyBy)}`;
    case "fastest":
      return "by recent time to first token";
    case "cheapest":
      return "by estimated price";
  }
}

/** A condition as a sentence reads it, cut off where it grows long. */
export function conditionWords(condition: RouteCondition): string {
  const words = wholeCondition(condition);
  return words.length <= WORDS_MAX ? words : `${words.slice(0, WORDS_MAX - 1)}…`;
}

export function fieldWords(field: string): string {
  if (field.startsWith("metadata.")) return `metadata “${field.slice("metadata.".length)}”`;
  if (field.startsWith("header.")) return `header “${field.slice("header.".length)}”`;
  return FIELD_WORDS[field] ?? field;
}

/** Shares of the whole in percent for each weight, as people read them; nothing where no weight is above 0. */
export function weightShares(weights: readonly number[]): string[] {
  const total = weights.reduce((sum, weight) => sum + positive(weight), 0);
  return weights.map((weight) => total > 0 ? percent(positive(weight) / total) : "–");
}

/** 0 to 1 as a percentage with one decimal where it matters. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return "<0.1 %";
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} %`;
}

const WORDS_MAX = 90;

const FIELD_WORDS: Readonly<Record<string, string>> = {
  model: "model",
  stream: "stream",
  estimated_tokens: "estimated tokens",
  api_key: "API key",
  end_user: "end user",
};

function wholeCondition(condition: RouteCondition): string {
  switch (condition.type) {
    case "field": {
      const value = "value" in condition ? ` ${valueWords(condition.value)}` : "";
      return `${fieldWords(condition.field)} ${OPERATOR_WORDS[condition.operator]}${value}`;
    }
    case "not":
      return `not (${wholeCondition(condition.condition)})`;
    case "all":
    case "any":
      return condition.conditions.map((one) => one.type === "field" ? wholeCondition(one) : `(${wholeCondition(one)})`)
        .join(condition.type === "all" ? " and " : " or ");
  }
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join(", ");
  return typeof value === "string" ? `“${value}”` : String(value);
}

function targetName({ provider, model }: { provider: string; model: string }): string {
  return `${provider === "" ? "?" : provider}/${model === "" ? "?" : model}`;
}

function positive(weight: number): number {
  return weight > 0 ? weight : 0;
}
