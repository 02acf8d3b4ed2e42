import { Field } from "../components/Field.tsx";
import { exampleModel } from "../../shared/contracts/example_model.ts";
import type { ProviderKind as ContractKind } from "../../shared/contracts/provider_kind.ts";
import type { FormErrors } from "../forms/form_errors.ts";
import type { SetupState } from "./setup_state.ts";
import type { KeyedSource, SetupValues } from "./setup_values.ts";

interface KeyAndModelProps {
  kind: KeyedSource;
  state: SetupState;
  /** What was filled in; keys are never among it. */
  values: SetupValues;
  errors: FormErrors;
}

/** The key of a source, and the model that the route asks it for. */
export function KeyAndModel({ kind, state, values, errors }: KeyAndModelProps) {
  const text = TEXTS[kind];
  const stored = text.stored && state.providers.find((one) => one.kind === kind && one.apiKeyHint !== null);
  const isChosen = values.source === kind;
  const error = (name: "apiKey" | "model") => isChosen ? errors.fields[name] : undefined;
  return (
    <div class="grid gap-3 sm:grid-cols-2">
      <Field
        name={`apiKey-${kind}`}
        label={text.keyLabel}
        type="password"
        autocomplete="off"
        spellcheck={false}
        placeholder={text.keyExample}
        hint={stored
          ? `A key that ends in ${stored.apiKeyHint} is stored. Leave this empty to keep it.`
          : "Encrypted before it is stored; never shown again."}
        error={error("apiKey")}
      />
      <Field
        name={`model-${kind}`}
        label={text.modelLabel}
        autocomplete="off"
        spellcheck={false}
        defaultValue={isChosen && values.model !== ""
          ? values.model
          : exampleModel(kind.toLowerCase() as ContractKind) ?? ""}
        placeholder={text.modelExample}
        hint="What the route asks this provider for."
        error={error("model")}
      />
    </div>
  );
}

interface SourceText {
  keyLabel: string;
  keyExample: string;
  modelLabel: string;
  modelExample: string;
  /** Whether a provider of this kind is the one that is meant, wherever it is. */
  stored: boolean;
}

const OWN: SourceText = { keyLabel: "API key", keyExample: "", modelLabel: "Model", modelExample: "", stored: true };

const TEXTS: Record<KeyedSource, SourceText> = {
  OPENAI: { ...OWN, keyExample: "sk-…" },
  ANTHROPIC: { ...OWN, keyExample: "sk-ant-…" },
  GEMINI: { ...OWN, keyExample: "AIza…" },
  AZURE_OPENAI: { ...OWN, modelLabel: "Deployment", modelExample: "gpt-5-mini", stored: false },
  OPENAI_COMPATIBLE: {
    keyLabel: "API key (if it wants one)",
    keyExample: "the server's key",
    modelLabel: "Model",
    modelExample: "llama3.2",
    stored: false,
  },
};
