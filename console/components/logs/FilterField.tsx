import type { ComponentChildren, JSX } from "preact";

type FilterFieldProps = {
  name: string;
  label: string;
  /** What can be chosen from while typing. */
  choices?: readonly string[];
  invalid?: boolean;
  class?: string;
} & Omit<JSX.IntrinsicElements["input"], "name" | "class" | "label">;

/** A line of the filter, smaller than a form's. */
export function FilterField({ name, label, choices = [], invalid, class: more = "", ...input }: FilterFieldProps) {
  const list = choices.length > 0 ? `choices-${name}` : undefined;
  return (
    <FilterLabel text={label} class={more}>
      <input
        {...input}
        id={`filter-${name}`}
        name={name}
        list={list}
        autocomplete="off"
        aria-invalid={invalid ? "true" : undefined}
        class={`input input-sm w-full ${invalid ? "input-error" : ""}`}
      />
      {list && <datalist id={list}>{choices.map((choice) => <option key={choice} value={choice} />)}</datalist>}
    </FilterLabel>
  );
}

interface FilterChoiceProps {
  name: string;
  label: string;
  value: string | undefined;
  /** Value and words; the first stands for no demand. */
  choices: readonly (readonly [value: string, words: string])[];
  invalid?: boolean;
}

/** One of a few values. */
export function FilterChoice({ name, label, value = "", choices, invalid }: FilterChoiceProps) {
  return (
    <FilterLabel text={label} class="lg:min-w-36">
      <select
        id={`filter-${name}`}
        name={name}
        aria-invalid={invalid ? "true" : undefined}
        class={`select select-sm w-full ${invalid ? "select-error" : ""}`}
      >
        {choices.map(([choice, words]) => (
          <option key={choice} value={choice} selected={choice === value}>{words}</option>
        ))}
      </select>
    </FilterLabel>
  );
}

export function FilterLabel({ text, class: more = "", children }: {
  text: string;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    <label class={`flex min-w-0 flex-col gap-0.5 ${more}`}>
      <span class="text-xs text-muted">{text}</span>
      {children}
    </label>
  );
}
