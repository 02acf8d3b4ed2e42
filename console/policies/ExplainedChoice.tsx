interface ExplainedChoiceProps {
  name: string;
  label: string;
  choices: readonly { value: string; title: string; hint: string }[];
  chosen: string;
}

/** One of a few, each with what it means. */
export function ExplainedChoice({ name, label, choices, chosen }: ExplainedChoiceProps) {
  return (
    <fieldset class="flex flex-col gap-1.5">
      <legend class="mb-1 text-sm font-medium">{label}</legend>
      {choices.map(({ value, title, hint }) => (
        <label key={value} class="flex items-start gap-2 text-sm">
          <input
            type="radio"
            name={name}
            value={value}
            defaultChecked={value === chosen}
            class="radio radio-xs mt-0.5"
          />
          <span>
            {title}
            <span class="block text-xs text-muted">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
