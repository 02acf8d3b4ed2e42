import { Field } from "../components/Field.tsx";
import { TextArea } from "../components/TextArea.tsx";
import type { PlaygroundState } from "./use_playground.ts";

const NUMBERS = [
  { name: "temperature", label: "Temperature", placeholder: "the model's own" },
  { name: "topP", label: "Top p", placeholder: "the model's own" },
  { name: "maxTokens", label: "Most tokens of an answer", placeholder: "the model's own" },
] as const;

/** What every request of the playground says beside its messages. */
export function PlaygroundSettings({ state }: { state: PlaygroundState }) {
  const { settings } = state.conversation.value;
  const problems = state.problems.value;
  return (
    <div class="flex flex-col gap-3">
      <TextArea
        id="playground-system"
        name="system"
        label="System prompt"
        rows={4}
        value={settings.system}
        onInput={(event) => state.change({ system: event.currentTarget.value })}
      />
      {NUMBERS.map(({ name, label, placeholder }) => (
        <Field
          key={name}
          id={`playground-${name}`}
          name={name}
          label={label}
          placeholder={placeholder}
          inputMode="decimal"
          autocomplete="off"
          value={settings[name]}
          error={problems[name]}
          onInput={(event) => state.change({ [name]: event.currentTarget.value.trim() })}
        />
      ))}
      <TextArea
        id="playground-tools"
        name="tools"
        label="Tools, as JSON"
        rows={4}
        spellcheck={false}
        placeholder='[{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]'
        value={settings.tools}
        error={problems["tools"]}
        onInput={(event) => state.change({ tools: event.currentTarget.value })}
      />
    </div>
  );
}
