import { Field } from "../components/Field.tsx";
import { TextArea } from "../components/TextArea.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import type { ProviderPlace } from "./provider_values.ts";

interface AzureFieldsProps {
  /** What the ids of the fields begin with; unique on the page. */
  id: string;
  values: Pick<ProviderPlace, "apiVersion" | "deployments">;
  errors: FormErrors;
}

/** What Azure OpenAI must be told beside its endpoint and key. */
export function AzureFields({ id, values, errors }: AzureFieldsProps) {
  return (
    <>
      <Field
        id={`${id}-api-version`}
        name="apiVersion"
        label="API version"
        autocomplete="off"
        spellcheck={false}
        placeholder="2024-10-21"
        hint="Empty for the undated API, /openai/v1."
        defaultValue={values.apiVersion}
        error={errors.fields["apiVersion"]}
      />
      <TextArea
        id={`${id}-deployments`}
        name="deployments"
        label="Deployments"
        rows={3}
        autocomplete="off"
        spellcheck={false}
        placeholder="gpt-4o = our-deployment"
        hint="A line each: model = deployment. A model that is not listed is its own deployment's name."
        defaultValue={values.deployments}
        error={errors.fields["deployments"]}
      />
    </>
  );
}
