import type { Client } from "@urql/core";
import { requestLogFacetsQuery } from "../graphql/documents/request_logs_figures.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { FILTER_FIELDS, type FilterFieldDefinition, filterFieldNamed } from "./filter_fields.ts";
import type { LogScope } from "./log_scope.ts";
import { quoted } from "./write_filter_text.ts";
import { dollarsOf } from "./dollars.ts";

export interface Suggestion {
  /** What takes the place of what was typed. */
  insert: string;
  words: string;
  /** Beside it: what it is called, or how often there is one. */
  hint: string;
}

/** What may stand in a filter's text at the caret, in the place of what is from `from` to `to`. */
export interface Suggestions {
  from: number;
  to: number;
  list: readonly Suggestion[];
}

export type WordAtCaret =
  | { kind: "field"; from: number; to: number; begun: string }
  | { kind: "value"; from: number; to: number; begun: string; field: FilterFieldDefinition; name: string | undefined };

/** What is being typed: the name of a field, or a value of one. */
export function wordAtCaret(text: string, caret: number): WordAtCaret {
  const before = text.slice(0, caret);
  const word = /(?:"(?:\\.|[^"\\])*"?|[^\s()"])*$/.exec(before)![0];
  const start = caret - word.length;
  const [, fieldName, name, sign, values] = /^([a-z_]+)(?:\.([^\s"=:!<>~^]+))?(!=|!:|>=|<=|\^=|[:=<>~])(.*)$/i
    .exec(word) ?? [];
  const field = fieldName === undefined ? null : filterFieldNamed(fieldName);
  if (field === null || sign === undefined) return { kind: "field", from: start, to: caret, begun: word };
  const last = /[^,]*$/.exec(values!)![0];
  return { kind: "value", from: caret - last.length, to: caret, begun: last.replace(/^"|"$/g, ""), field, name };
}

/** Suggests what may stand at the caret; values are those that the log has most often. */
export async function suggestFilter(
  { text, caret }: { text: string; caret: number },
  { client, scope }: { client: Client; scope: LogScope },
): Promise<Suggestions> {
  const word = wordAtCaret(text, caret);
  const { from, to } = word;
  if (word.kind === "field") return { from, to, list: fieldSuggestions(word.begun) };
  return { from, to, list: await valueSuggestions(word, { client, scope }) };
}

function fieldSuggestions(begun: string): Suggestion[] {
  const small = begun.toLowerCase();
  const matches = FILTER_FIELDS.filter(({ name, label }) =>
    name.startsWith(small) || label.toLowerCase().includes(small)
  );
  return matches.slice(0, LIST_MAX).map(({ name, label, named, kind }) => ({
    insert: named ? `${name}.` : kind === "integer" || kind === "real" || kind === "dollars" ? `${name}>=` : `${name}:`,
    words: name,
    hint: label,
  }));
}

/** Values of a field that the log has most often, or that there are at all. */
export async function valueSuggestions(
  { field: { field, kind, values }, name, begun }: Omit<
    Extract<WordAtCaret, { kind: "value" }>,
    "kind" | "from" | "to"
  >,
  { client, scope }: { client: Client; scope: LogScope },
): Promise<Suggestion[]> {
  const fixed = kind === "boolean" ? ["yes", "no"] : values;
  if (fixed !== undefined) {
    return fixed.filter((value) => value.startsWith(begun.toLowerCase()))
      .map((value) => ({ insert: value, words: value, hint: "" }));
  }
  if (kind === "real" || kind === "time" || kind === "integer" && begun !== "") return [];
  const contains = kind === "text" && begun !== "" ? begun : null;
  const answer = client.query(requestLogFacetsQuery, { ...scope, field, name: name ?? null, contains });
  const outcome = queryOutcome(await answer.toPromise());
  // Whoever types goes on typing.
  if (outcome.kind === "failed") return [];
  return outcome.data.requestLogFacets.values.slice(0, LIST_MAX).map(({ value, label, requests }) => ({
    insert: kind === "dollars" ? dollarsOf(value) : quoted(kind === "word" ? value.toLowerCase() : value),
    words: label ?? (kind === "dollars" ? `$${dollarsOf(value)}` : value),
    hint: requests.toLocaleString("en"),
  }));
}

const LIST_MAX = 10;
