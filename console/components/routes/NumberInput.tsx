import { DenseField } from "./DenseField.tsx";

interface NumberInputProps {
  id: string;
  label: string;
  /** Undefined: nothing is given. */
  value: number | undefined;
  hint?: string;
  error?: string | null | undefined;
  placeholder?: string;
  min?: number;
  readOnly?: boolean;
  onNumber: (value: number | undefined) => void;
}

/** A number of the route editor, or none. */
export function NumberInput({ id, label, value, hint, error, onNumber, ...input }: NumberInputProps) {
  return (
    <DenseField id={id} label={label} hint={hint} error={error}>
      {(field) => (
        <input
          {...input}
          {...field}
          type="number"
          step="any"
          class={`input input-sm w-full tabular-nums ${error ? "input-error" : ""}`}
          value={value ?? ""}
          onInput={({ currentTarget: { value, valueAsNumber } }) => onNumber(value === "" ? undefined : valueAsNumber)}
        />
      )}
    </DenseField>
  );
}
