import type { ComponentChildren, JSX } from "preact";
import { DenseField } from "./DenseField.tsx";

type TextInputProps =
  & {
    id: string;
    label: string;
    value: string;
    hint?: ComponentChildren;
    error?: string | null | undefined;
    onText: (text: string) => void;
    /** For whoever presses Enter on the node: where typing begins. Default false. */
    isFirst?: boolean;
  }
  & Pick<JSX.IntrinsicElements["input"], "list" | "placeholder" | "inputMode" | "readOnly" | "onBlur" | "maxLength">;

/** A line of text of the route editor. */
export function TextInput({ id, label, value, hint, error, onText, isFirst = false, ...input }: TextInputProps) {
  return (
    <DenseField id={id} label={label} hint={hint} error={error}>
      {(field) => (
        <input
          {...input}
          {...field}
          data-first={isFirst || undefined}
          class={`input input-sm w-full ${error ? "input-error" : ""}`}
          autocomplete="off"
          spellcheck={false}
          value={value}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      )}
    </DenseField>
  );
}
