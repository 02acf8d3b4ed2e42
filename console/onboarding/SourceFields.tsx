import type { ComponentChildren } from "preact";
import { Field } from "../components/Field.tsx";
import { SelectField } from "../components/SelectField.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import type { PresetText } from "../providers/provider_kinds.ts";
import { fillPreset } from "./fill_preset.ts";
import { KeyAndModel } from "./KeyAndModel.tsx";
import type { SetupSource, SetupValues } from "./setup_values.ts";
import type { SetupState } from "./setup_state.ts";

interface SourceFieldsProps {
  state: SetupState;
  presets: readonly PresetText[];
  /** What was chosen and filled in; keys are never among it. */
  values: SetupValues;
  errors: FormErrors;
}

/** Where answers come from: a choice, and the fields of what is chosen. Shown and hidden by the style sheet alone. */
export function SourceFields({ state, presets, values, errors }: SourceFieldsProps) {
  const { source } = values;
  const shown = { state, values, errors };
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
        <SourceChoice id="gemini" value="GEMINI" chosen={source} title="Google Gemini">
          With a key of yours.
        </SourceChoice>
        <SourceChoice id="azure" value="AZURE_OPENAI" chosen={source} title="Azure OpenAI">
          With the endpoint and a key of your resource.
        </SourceChoice>
        <SourceChoice id="compatible" value="OPENAI_COMPATIBLE" chosen={source} title="OpenAI-compatible">
          Mistral, Groq, DeepSeek, Ollama, … by name, any other by its base URL.
        </SourceChoice>
      </div>
      {errors.fields["source"] && <p class="text-xs text-error">{errors.fields["source"]}</p>}
      <div class="hidden flex-col gap-3 group-has-[#source-openai:checked]/source:flex">
        <KeyAndModel kind="OPENAI" {...shown} />
      </div>
      <div class="hidden flex-col gap-3 group-has-[#source-anthropic:checked]/source:flex">
        <KeyAndModel kind="ANTHROPIC" {...shown} />
      </div>
      <div class="hidden flex-col gap-3 group-has-[#source-gemini:checked]/source:flex">
        <KeyAndModel kind="GEMINI" {...shown} />
      </div>
      <div class="hidden flex-col gap-3 group-has-[#source-azure:checked]/source:flex">
        <AzurePlace {...shown} />
        <KeyAndModel kind="AZURE_OPENAI" {...shown} />
      </div>
      <div class="hidden flex-col gap-3 group-has-[#source-compatible:checked]/source:flex">
        <CompatiblePlace presets={presets} {...shown} />
        <KeyAndModel kind="OPENAI_COMPATIBLE" {...shown} />
      </div>
    </div>
  );
}

type PlaceProps = Pick<SourceFieldsProps, "values" | "errors">;

function AzurePlace({ values, errors }: PlaceProps) {
  const isChosen = values.source === "AZURE_OPENAI";
  const error = (name: "baseUrl" | "apiVersion") => isChosen ? errors.fields[name] : undefined;
  return (
    <div class="grid gap-3 sm:grid-cols-2">
      <Field
        name="endpoint"
        label="Endpoint"
        type="url"
        inputMode="url"
        autocomplete="off"
        placeholder="https://….openai.azure.com"
        hint="Of your resource."
        defaultValue={isChosen ? values.baseUrl : ""}
        error={error("baseUrl")}
      />
      <Field
        name="apiVersion"
        label="API version"
        autocomplete="off"
        spellcheck={false}
        placeholder="2024-10-21"
        hint="Empty for the undated API, /openai/v1."
        defaultValue={isChosen ? values.apiVersion : ""}
        error={error("apiVersion")}
      />
    </div>
  );
}

function CompatiblePlace({ presets, values, errors }: PlaceProps & Pick<SourceFieldsProps, "presets">) {
  const isChosen = values.source === "OPENAI_COMPATIBLE";
  const error = (name: "baseUrl" | "preset") => isChosen ? errors.fields[name] : undefined;
  return (
    <div class="grid gap-3 sm:grid-cols-2">
      <SelectField
        id="source-preset"
        name="preset"
        label="Server"
        options={[
          { value: "", title: "Another, by its base URL" },
          ...presets.map(({ preset, title }) => ({ value: preset, title })),
        ]}
        chosen={isChosen ? values.preset : ""}
        error={error("preset")}
        onChange={(select) => fillPreset(select, presets)}
      />
      <Field
        name="baseUrl"
        label="Base URL"
        type="url"
        inputMode="url"
        autocomplete="off"
        placeholder="http://localhost:11434/v1"
        hint="As the gateway reaches it; what ends before /chat/completions."
        defaultValue={isChosen ? values.baseUrl : ""}
        error={error("baseUrl")}
      />
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
