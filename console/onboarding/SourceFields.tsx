import type { ComponentChildren } from "preact";
import { Field } from "../components/Field.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { EXAMPLE_MODELS, type SetupSource, type SetupValues } from "./setup_values.ts";
import type { SetupState } from "./setup_state.ts";

interface SourceFieldsProps {
  state: SetupState;
  /** What was chosen and filled in; keys are never among it. */
  values: SetupValues;
  errors: FormErrors;
}

/** Where answers come from: a choice, and the fields of what is chosen. Shown and hidden by the style sheet alone. */
export function SourceFields({ state, values, errors }: SourceFieldsProps) {
  const { source } = values;
  return (
    <div class="group/source flex flex-col gap-4">
      <div class="grid gap-2 sm:grid-cols-2" role="radiogroup" aria-label="Where answers come from">
        {state.routes.length > 0 && (
          <SourceChoice id="keep" value="keep" chosen={source} title="As it is">
            Requests for <code>{state.routes[0]!.name}</code> go where they went.
          </SourceChoice>
        )}
        <SourceChoice id="mock" value="MOCK" chosen={source} title="Mock">
          Built in, free, needs no key: invented answers to try things out.
        </SourceChoice>
        <SourceChoice id="openai" value="OPENAI" chosen={source} title="OpenAI">With a key of yours.</SourceChoice>
        <SourceChoice id="anthropic" value="ANTHROPIC" chosen={source} title="Anthropic">
          With a key of yours.
        </SourceChoice>
        <SourceChoice id="compatible" value="OPENAI_COMPATIBLE" chosen={source} title="OpenAI-compatible">
          Ollama, vLLM, Groq, Mistral, … by their base URL.
        </SourceChoice>
      </div>
      {errors.fields["source"] && <p class="text-xs text-error">{errors.fields["source"]}</p>}
      <div class="hidden flex-col gap-3 group-has-[#source-openai:checked]/source:flex">
        <KeyAndModel kind="OPENAI" {...{ state, values, errors }} />
      </div>
      <div class="hidden flex-col gap-3 group-has-[#source-anthropic:checked]/source:flex">
        <KeyAndModel kind="ANTHROPIC" {...{ state, values, errors }} />
      </div>
      <div class="hidden flex-col gap-3 group-has-[#source-compatible:checked]/source:flex">
        <Field
          name="baseUrl"
          label="Base URL"
          type="url"
          inputMode="url"
          autocomplete="off"
          placeholder="http://localhost:11434/v1"
          hint="As the gateway reaches it; what ends before /chat/completions."
          defaultValue={values.baseUrl}
          error={errors.fields["baseUrl"]}
        />
        <KeyAndModel kind="OPENAI_COMPATIBLE" {...{ state, values, errors }} />
      </div>
    </div>
  );
}

interface SourceChoiceProps {
  id: string;
  value: SetupSource;
  chosen: SetupSource;
  title: string;
  children: ComponentChildren;
}

function SourceChoice({ id, value, chosen, title, children }: SourceChoiceProps) {
  return (
    <label class="flex cursor-pointer gap-2.5 rounded-field border border-base-300 p-2.5 has-checked:border-primary has-checked:bg-primary/5">
      <input
        type="radio"
        id={`source-${id}`}
        name="source"
        value={value}
        defaultChecked={value === chosen}
        class="radio radio-primary radio-sm mt-0.5"
        aria-describedby={`source-${id}-text`}
        aria-label={title}
      />
      <span>
        <span class="block font-medium">{title}</span>
        <span id={`source-${id}-text`} class="block text-xs text-muted">{children}</span>
      </span>
    </label>
  );
}

function KeyAndModel(
  { kind, state, values, errors }: SourceFieldsProps & { kind: Exclude<SetupSource, "keep" | "MOCK"> },
) {
  const stored = state.providers.find((provider) => provider.kind === kind && provider.apiKeyHint !== null);
  const isChosen = values.source === kind;
  const error = (name: "apiKey" | "model") => isChosen ? errors.fields[name] : undefined;
  return (
    <div class="grid gap-3 sm:grid-cols-2">
      <Field
        name={`apiKey-${kind}`}
        label={kind === "OPENAI_COMPATIBLE" ? "API key (if it wants one)" : "API key"}
        type="password"
        autocomplete="off"
        spellcheck={false}
        placeholder={KEY_EXAMPLES[kind]}
        hint={stored === undefined || kind === "OPENAI_COMPATIBLE"
          ? "Encrypted before it is stored; never shown again."
          : `A key that ends in ${stored.apiKeyHint} is stored. Leave this empty to keep it.`}
        error={error("apiKey")}
      />
      <Field
        name={`model-${kind}`}
        label="Model"
        autocomplete="off"
        spellcheck={false}
        defaultValue={isChosen && values.model !== "" ? values.model : EXAMPLE_MODELS[kind]}
        placeholder={kind === "OPENAI_COMPATIBLE" ? "llama3.2" : ""}
        hint="What the route asks this provider for."
        error={error("model")}
      />
    </div>
  );
}

const KEY_EXAMPLES = { OPENAI: "sk-…", ANTHROPIC: "sk-ant-…", OPENAI_COMPATIBLE: "the server's key" };
