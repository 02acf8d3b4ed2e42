import { Field } from "../components/Field.tsx";
import { SelectField } from "../components/SelectField.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import type { PolicyValues } from "./policy_values.ts";

export interface ScopeChoices {
  projects: readonly { id: string; name: string }[];
  apiKeys: readonly { id: string; name: string; keyId: string }[];
}

interface ScopeFieldsProps {
  values: PolicyValues;
  errors: FormErrors;
  choices: ScopeChoices;
}

/** Whom a policy counts; what a kind of scope has no use for is not shown, without a script too. */
export function ScopeFields({ values, errors, choices }: ScopeFieldsProps) {
  const { projects, apiKeys } = choices;
  return (
    <div class="group/scope grid gap-3 sm:grid-cols-2">
      <SelectField
        id="policy-scope"
        name="scopeType"
        label="Counts"
        options={SCOPES}
        chosen={values.scopeType}
        error={errors.fields["scopeType"]}
        hint="Another scope begins with empty counters."
      />
      <div class="hidden group-has-[[value=API\_KEY]:checked]/scope:block">
        <SelectField
          id="policy-key"
          name="apiKeyId"
          label="API key"
          options={withKept(
            apiKeys.map(({ id, name, keyId }) => ({ value: id, title: `${name} · ppk_${keyId}_…` })),
            values.apiKeyId,
            "Each key by itself",
          )}
          chosen={values.apiKeyId}
          error={errors.fields["apiKeyId"]}
        />
      </div>
      <div class="hidden group-has-[[value=MODEL]:checked]/scope:block">
        <Field
          id="policy-model"
          name="model"
          label="Model"
          hint="A route’s name, a model’s, or provider/model."
          autocomplete="off"
          spellcheck={false}
          maxLength={256}
          defaultValue={values.model}
          error={errors.fields["model"]}
        />
      </div>
      <div class="hidden group-has-[[value=PROJECT]:checked,[value=END\_USER]:checked,[value=MODEL]:checked]/scope:block">
        <SelectField
          id="policy-project"
          name="projectId"
          label="Project"
          options={withKept(
            projects.map(({ id, name }) => ({ value: id, title: name })),
            values.projectId,
            values.scopeType === "PROJECT" ? "Choose one" : "All projects",
          )}
          chosen={values.projectId}
          error={errors.fields["projectId"]}
        />
      </div>
    </div>
  );
}

const SCOPES = [
  { value: "TENANT", title: "Every request" },
  { value: "PROJECT", title: "The requests of a project" },
  { value: "API_KEY", title: "An API key, or each by itself" },
  { value: "END_USER", title: "Each end user by themselves" },
  { value: "MODEL", title: "The requests for a model or route" },
];

/** With what is chosen by now although it is not among those to choose from, so that saving does not change it. */
function withKept(options: readonly { value: string; title: string }[], chosen: string, none: string) {
  const isKept = chosen !== "" && !options.some(({ value }) => value === chosen);
  return [
    { value: "", title: none },
    ...options,
    ...(isKept ? [{ value: chosen, title: "As it is (not in use any more)" }] : []),
  ];
}
