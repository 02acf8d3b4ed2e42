import { DenseField } from "./DenseField.tsx";

interface MultiLineProps {
  id: string;
  label: string;
  value: string;
  hint?: string;
  rows?: number;
  onText: (text: string) => void;
}

/** Several lines of text of the route editor. */
export function MultiLine({ id, label, value, hint, rows = 2, onText }: MultiLineProps) {
  return (
    <DenseField id={id} label={label} hint={hint}>
      {(field) => (
        <textarea
          {...field}
          rows={rows}
          spellcheck={false}
          class="textarea textarea-sm w-full font-mono text-xs"
          value={value}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      )}
    </DenseField>
  );
}
