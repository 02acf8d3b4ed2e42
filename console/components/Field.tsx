import type { ComponentChildren, JSX } from "preact";

type FieldProps =
  & {
    /** Unique in its form; the ids of its parts are made of it. */
    name: string;
    label: string;
    /** What helps to fill it in. */
    hint?: ComponentChildren;
    /** What is wrong with what was filled in. */
    error?: string | null | undefined;
    /** Default: made of the name. To be given where a page has two forms with fields of one name. */
    id?: string;
    /** Beside the label, at its end. */
    aside?: ComponentChildren;
  }
  & Omit<JSX.IntrinsicElements["input"], "name" | "id" | "class" | "label">;

/** One line of text with its label, hint and error, tied together for those who hear the page. */
export function Field({ name, label, hint, error, id = `field-${name}`, aside, ...input }: FieldProps) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="flex flex-col gap-1">
      <div class="flex items-baseline justify-between gap-2">
        <label for={id} class="text-sm font-medium">{label}</label>
        {aside}
      </div>
      <input
        {...input}
        id={id}
        name={name}
        class={`input w-full ${error ? "input-error" : ""}`}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={described || undefined}
      />
      {hint && <p id={`${id}-hint`} class="text-xs text-muted">{hint}</p>}
      {error && <p id={`${id}-error`} class="text-xs text-error">{error}</p>}
    </div>
  );
}
