import { Field } from "../components/Field.tsx";
import { TextArea } from "../components/TextArea.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { writeHeaders } from "./headers_text.ts";
import type { ProviderRow } from "./provider_list.ts";
import type { ProviderKindText } from "./provider_kinds.ts";

interface FurtherFieldsProps {
  id: string;
  row: ProviderRow;
  kind: ProviderKindText;
  errors: FormErrors;
}

const SINGLE = [
  { name: "organization", label: "Organization", hint: "Whose requests they count for, OpenAI-Organization." },
  { name: "project", label: "Project", hint: "Which of its projects, OpenAI-Project." },
  {
    name: "region",
    label: "Region",
    hint: "Takes the place of the base URL: eu or us at OpenAI, europe-west4 at Vertex AI.",
  },
  { name: "vertexProject", label: "Google Cloud project", hint: "Whose Vertex AI is called; goes with the region." },
] as const;

/** What a provider may be told beside where it is, as far as its kind has a place for it. */
export function FurtherFields({ id, row, kind: { needs }, errors: { fields } }: FurtherFieldsProps) {
  return (
    <>
      {SINGLE.filter(({ name }) => needs[name] !== "refused").map(({ name, label, hint }) => (
        <Field
          key={name}
          id={`${id}-${name}`}
          name={name}
          label={label}
          hint={hint}
          autocomplete="off"
          spellcheck={false}
          defaultValue={row[name] ?? ""}
          error={fields[name]}
        />
      ))}
      {needs.betas !== "refused" && (
        <TextArea
          id={`${id}-betas`}
          name="betas"
          label="Beta features"
          rows={2}
          spellcheck={false}
          placeholder="context-1m-2025-08-07"
          hint="A name a line; asked for with every request."
          defaultValue={row.betas.join("\n")}
          error={fields["betas"]}
        />
      )}
      {needs.headers !== "refused" && (
        <TextArea
          id={`${id}-headers`}
          name="headers"
          label="Further headers"
          rows={2}
          spellcheck={false}
          placeholder="x-team: search"
          hint="A line each: name: value. Not for secrets: they are part of the configuration that people read."
          defaultValue={writeHeaders(row.headers)}
          error={fields["headers"]}
        />
      )}
    </>
  );
}
