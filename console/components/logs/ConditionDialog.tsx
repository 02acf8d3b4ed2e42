import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { browserDependencies } from "../../graphql/dependencies.ts";
import { FILTER_FIELDS, filterField, operatorsOf, type TextOperator } from "../../logs/filter_fields.ts";
import type { LogFieldName } from "../../logs/log_condition.ts";
import type { LogScope } from "../../logs/log_scope.ts";
import { readComparison } from "../../logs/read_comparison.ts";
import { type Suggestion, valueSuggestions } from "../../logs/suggest_filter.ts";
import { quoted, SIGNS } from "../../logs/write_filter_text.ts";
import { sentence } from "../../forms/form_errors.ts";
import { Button } from "../Button.tsx";

export interface ConditionDialogProps {
  scope: LogScope;
  /** With the condition as it stands in a filter's text. */
  onAdd(text: string): void;
  onClose(): void;
}

/** A condition made by choosing: any field, what compares it, and values that the log has. */
export function ConditionDialog({ scope, onAdd, onClose }: ConditionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useSignal<LogFieldName>("STATUS");
  const name = useSignal("");
  const operator = useSignal<TextOperator>("GTE");
  const value = useSignal("");
  const choices = useSignal<readonly Suggestion[]>([]);
  const problem = useSignal<string | null>(null);
  const definition = filterField(field.value);
  const operators = operatorsOf(definition.kind);
  const takesValue = operator.value !== "EXISTS" && operator.value !== "NOT_EXISTS";
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let isLatest = true;
    const of = { field: definition, name: name.value || undefined, begun: "" };
    choices.value = [];
    if (definition.named && name.value === "") return;
    valueSuggestions(of, { client: browserDependencies().client, scope }).then((found) => {
      if (isLatest) choices.value = found;
    });
    return () => isLatest = false;
  }, [field.value, name.value]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const left = definition.named ? `${definition.name}.${quoted(name.value)}` : definition.name;
    const known = choices.value.find(({ words }) => words === value.value)?.insert;
    const right = known ?? listed(value.value, operator.value);
    const text = takesValue
      ? `${left}${SIGNS[operator.value as keyof typeof SIGNS]}${right}`
      : `${left}${operator.value === "EXISTS" ? ":*" : "!=*"}`;
    const read = readComparison(text);
    problem.value = "problem" in read ? sentence(`Expected is ${read.problem}`) : null;
    if (problem.value !== null) return;
    dialog.current?.close();
    onAdd(text);
  };
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="condition-title" onClose={onClose}>
      <form onSubmit={submit} noValidate class="modal-box flex max-w-md flex-col gap-3">
        <h2 id="condition-title" class="text-base font-semibold">Add a condition</h2>
        <label class="flex flex-col gap-1 font-medium">
          Field
          <select
            class="select w-full"
            value={field.value}
            autofocus
            onChange={(event) => {
              field.value = event.currentTarget.value as LogFieldName;
              if (!operatorsOf(filterField(field.value).kind).includes(operator.value)) operator.value = "EQ";
            }}
          >
            {FILTER_FIELDS.map((each) => <option key={each.field} value={each.field}>{each.label}</option>)}
          </select>
        </label>
        {definition.named && (
          <label class="flex flex-col gap-1 font-medium">
            Name
            <input
              class="input w-full"
              value={name.value}
              onInput={(event) => name.value = event.currentTarget.value}
            />
          </label>
        )}
        <label class="flex flex-col gap-1 font-medium">
          Comparison
          <select
            class="select w-full"
            value={operator.value}
            onChange={(event) => operator.value = event.currentTarget.value as TextOperator}
          >
            {operators.map((each) => <option key={each} value={each}>{WORDS[each]}</option>)}
          </select>
        </label>
        {takesValue && (
          <label class="flex flex-col gap-1 font-medium">
            Value
            <input
              class={`input w-full ${problem.value ? "input-error" : ""}`}
              list="condition-values"
              value={value.value}
              autocomplete="off"
              aria-invalid={problem.value ? "true" : undefined}
              aria-describedby={problem.value ? "condition-problem" : undefined}
              onInput={(event) => value.value = event.currentTarget.value}
            />
            <datalist id="condition-values">
              {choices.value.map(({ words, hint }) => <option key={words} value={words}>{hint}</option>)}
            </datalist>
          </label>
        )}
        {problem.value && <p id="condition-problem" class="text-xs text-error">{problem.value}</p>}
        <div class="flex justify-end gap-2">
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button type="submit" tone="primary">Add</Button>
        </div>
      </form>
    </dialog>
  );
}

/** Several values for what takes several. */
function listed(value: string, operator: TextOperator): string {
  if (operator !== "EQ" && operator !== "NE") return quoted(value.trim());
  return value.split(",").map((each) => quoted(each.trim())).join(",");
}

const WORDS: Record<TextOperator, string> = {
  EQ: "is (one of, with commas)",
  NE: "is not (none of, with commas)",
  EXISTS: "is there",
  NOT_EXISTS: "is not there",
  CONTAINS: "contains",
  STARTS_WITH: "begins with",
  LT: "is less than",
  LTE: "is at most",
  GT: "is more than",
  GTE: "is at least",
};
