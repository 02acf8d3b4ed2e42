interface SelectFieldProps {
  id: string;
  name: string;
  label: string;
  options: readonly { value: string; title: string; disabled?: boolean }[];
  /** The option's value to begin with. */
  chosen: string;
  hint?: string;
  error?: string | null | undefined;
}

/** One of a few, with its label, hint and error. */
export function SelectField({ id, name, label, options, chosen, hint, error }: SelectFieldProps) {
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
      >
        {options.map(({ value, title, disabled }) => (
          <option key={value} value={value} disabled={disabled} selected={value === chosen}>{title}</option>
        ))}
      </select>
      {hint && <p id={`${id}-hint`} class="text-xs text-muted">{hint}</p>}
      {error && <p id={`${id}-error`} class="text-xs text-error">{error}</p>}
    </div>
  );
}
