import type { ComponentChildren, JSX } from "preact";

type TextAreaProps =
  & {
    name: string;
    label: string;
    id: string;
    /** What helps to fill it in. */
    hint?: ComponentChildren;
    /** What is wrong with what was filled in. */
    error?: string | null | undefined;
  }
  & Omit<JSX.IntrinsicElements["textarea"], "name" | "id" | "class" | "label">;

/** Several lines of text with their label, hint and error, tied together for those who hear the page. */
export function TextArea({ name, label, id, hint, error, ...area }: TextAreaProps) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class="text-sm font-medium">{label}</label>
      <textarea
        {...area}
        id={id}
        name={name}
        class={`textarea w-full font-mono text-xs ${error ? "textarea-error" : ""}`}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={described || undefined}
      />
      {hint && <p id={`${id}-hint`} class="text-xs text-muted">{hint}</p>}
      {error && <p id={`${id}-error`} class="text-xs text-error">{error}</p>}
    </div>
  );
}
