import { DenseField } from "./DenseField.tsx";

interface ChoiceProps<Value extends string> {
  id: string;
  label: string;
  value: Value;
  options: readonly { value: Value; title: string }[];
  error?: string | null | undefined;
  hint?: string;
  disabled?: boolean;
  isFirst?: boolean;
  onChoice: (value: Value) => void;
}

/** One of a few, of the route editor. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { id, label, value, options, error, hint, disabled, isFirst = false, onChoice } = props;
  return (
    <DenseField id={id} label={label} hint={hint} error={error}>
      {(field) => (
        <select
          {...field}
          data-first={isFirst || undefined}
          disabled={disabled}
          class="select select-sm w-full"
          value={value}
          onChange={(event) => onChoice(event.currentTarget.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>{option.title}</option>
          ))}
        </select>
      )}
    </DenseField>
  );
}
