interface SelectFieldProps {
  id: string;
  name: string;
  label: string;
  options: readonly (SelectOption | SelectGroup)[];
  /** The option's value to begin with. */
  chosen: string;
  hint?: string;
  error?: string | null | undefined;
  onChange?: (select: HTMLSelectElement) => void;
}

export interface SelectOption {
  value: string;
  title: string;
  disabled?: boolean;
}

export interface SelectGroup {
  group: string;
  options: readonly SelectOption[];
}

/** One of a few, with its label, hint and error. */
export function SelectField({ id, name, label, options, chosen, hint, error, onChange }: SelectFieldProps) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class="text-sm font-medium">{label}</label>
      <select
        id={id}
        name={name}
        class={`select w-full ${error ? "select-error" : ""}`}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={described || undefined}
        onChange={onChange && ((event) => onChange(event.currentTarget))}
      >
        {options.map((option) =>
          "group" in option
            ? (
              <optgroup key={option.group} label={option.group}>
                {option.options.map((one) => <Option key={one.value} {...one} chosen={chosen} />)}
              </optgroup>
            )
            : <Option key={option.value} {...option} chosen={chosen} />
        )}
      </select>
      {hint && <p id={`${id}-hint`} class="text-xs text-muted">{hint}</p>}
      {error && <p id={`${id}-error`} class="text-xs text-error">{error}</p>}
    </div>
  );
}

function Option({ value, title, disabled, chosen }: SelectOption & { chosen: string }) {
  return <option value={value} disabled={disabled} selected={value === chosen}>{title}</option>;
}
