import type { ErrorClass } from "../../../shared/contracts/error_class.ts";
import type { NodeValue } from "../../route-editor/draft_tree.ts";
import { ERROR_CLASS_WORDS, ERROR_CLASSES, ERROR_CLASSES_BY_DEFAULT } from "../../route-editor/node_words.ts";

type FallbackValue = Extract<NodeValue, { type: "fallback" }>;

interface FallbackFieldsProps {
  value: FallbackValue;
  error: (...field: string[]) => string | null;
  onChange: (value: FallbackValue) => void;
}

/** Which failures a fallback falls over on. */
export function FallbackFields({ value, error, onChange }: FallbackFieldsProps) {
  const on = value.on ?? ERROR_CLASSES_BY_DEFAULT;
  const set = (one: ErrorClass, isOn: boolean) => {
    const chosen = ERROR_CLASSES.filter((other) => other === one ? isOn : on.includes(other));
    const isDefault = chosen.length === ERROR_CLASSES_BY_DEFAULT.length &&
      chosen.every((other) => ERROR_CLASSES_BY_DEFAULT.includes(other));
    onChange(isDefault ? { type: "fallback" } : { type: "fallback", on: chosen });
  };
  const problem = error("on");
  return (
    <fieldset class="flex flex-col gap-1" aria-describedby={problem ? "fallback-error" : undefined}>
      <legend class="mb-1 text-xs font-medium">The next node is tried after</legend>
      {ERROR_CLASSES.map((one, index) => (
        <label key={one} class="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            class="checkbox checkbox-xs"
            data-first={index === 0 || undefined}
            checked={on.includes(one)}
            onChange={(event) => set(one, event.currentTarget.checked)}
          />
          {ERROR_CLASS_WORDS[one]}
        </label>
      ))}
      {problem && <p id="fallback-error" class="text-xs text-error">{problem}</p>}
    </fieldset>
  );
}
