import { useState } from "preact/hooks";
import { DenseField } from "./DenseField.tsx";

interface LinesInputProps {
  id: string;
  label: string;
  /** What the text stands for. */
  text: string;
  hint?: string;
  error?: string | null | undefined;
  placeholder?: string;
  rows?: number;
  readOnly?: boolean;
  /** Takes what was typed, and says what is wrong with it; null: nothing, and the text stands for it now. */
  onText: (text: string) => string | null;
  /** Whether a typed text stands for another one, so that it stays as it was typed. */
  isSame: (typed: string, text: string) => boolean;
}

/** Several lines that stand for something: they stay as they were typed, as long as they stand for what is edited. */
export function LinesInput(props: LinesInputProps) {
  const { id, label, text, hint, error, placeholder, rows = 3, readOnly = false, onText, isSame } = props;
  const [typed, setTyped] = useState({ text, problem: null as string | null });
  const shown = typed.problem !== null || isSame(typed.text, text) ? typed : { text, problem: null };
  const problem = shown.problem ?? error;
  return (
    <DenseField id={id} label={label} hint={hint} error={problem}>
      {(field) => (
        <textarea
          {...field}
          rows={rows}
          readOnly={readOnly}
          placeholder={placeholder}
          spellcheck={false}
          class={`textarea textarea-sm w-full font-mono text-xs ${problem ? "textarea-error" : ""}`}
          value={shown.text}
          onInput={({ currentTarget: { value } }) => setTyped({ text: value, problem: onText(value) })}
        />
      )}
    </DenseField>
  );
}
