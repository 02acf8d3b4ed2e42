import { Button } from "../components/Button.tsx";
import { Dialog, DialogClose } from "../components/Dialog.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { SelectField } from "../components/SelectField.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { AzureFields } from "./AzureFields.tsx";
import { fillBaseUrl } from "./fill_base_url.ts";
import type { PresetText, ProviderKindText } from "./provider_kinds.ts";
import { presetValue, type ProviderValues } from "./provider_values.ts";

export const CREATE_PROVIDER_DIALOG = "create-provider";

interface CreateProviderDialogProps {
  kinds: readonly ProviderKindText[];
  presets: readonly PresetText[];
  values: ProviderValues;
  errors: FormErrors;
  pending: boolean;
  open: boolean;
  onSubmit: (event: SubmitEvent) => void;
  onClose: () => void;
}

/** Asks what a new provider needs. What its kind has no place for is hidden by the style sheet alone. */
export function CreateProviderDialog(props: CreateProviderDialogProps) {
  const { kinds, presets, values, errors, pending, open, onSubmit, onClose } = props;
  return (
    <Dialog id={CREATE_PROVIDER_DIALOG} title="New provider" open={open} onClose={onClose}>
      <form method="post" noValidate class="group/kind flex flex-col gap-4" onSubmit={onSubmit} aria-busy={pending}>
        <input type="hidden" name="action" value="create" />
        {errors.message && <Notice tone="error">{errors.message}</Notice>}
        <SelectField
          id="provider-kind"
          name="kind"
          label="Kind"
          options={optionsOf(kinds, presets)}
          chosen={values.preset === "" ? values.kind : presetValue(values.preset)}
          error={errors.fields["kind"] ?? errors.fields["preset"]}
          onChange={(select) => fillBaseUrl(select, presets)}
        />
        <Field
          id="provider-name"
          name="name"
          label="Name"
          hint="What routes call it, and requests: name/model. Letters, digits and . _ : -"
          autocomplete="off"
          spellcheck={false}
          maxLength={64}
          required
          autofocus
          placeholder="openai"
          defaultValue={values.name}
          error={errors.fields["name"]}
        />
        <div class="flex flex-col gap-4 group-has-[[value=MOCK]:checked]/kind:hidden">
          <Field
            id="provider-base-url"
            name="baseUrl"
            label="Base URL"
            type="url"
            inputMode="url"
            autocomplete="off"
            placeholder="https://api.example.com/v1"
            hint="Empty for its own address. Of OpenAI-compatible servers: what ends before /chat/completions. Of Azure OpenAI: the resource's endpoint."
            defaultValue={values.baseUrl}
            error={errors.fields["baseUrl"]}
          />
          <div class="hidden flex-col gap-4 group-has-[[value^=AZURE]:checked]/kind:flex">
            <AzureFields id="provider" values={values} errors={errors} />
          </div>
          <Field
            id="provider-api-key"
            name="apiKey"
            label="API key"
            type="password"
            autocomplete="off"
            spellcheck={false}
            hint="Encrypted before it is stored; never shown again. Servers of your own often need none."
            error={errors.fields["apiKey"]}
          />
        </div>
        <div class="flex justify-end gap-2">
          <DialogClose dialog={CREATE_PROVIDER_DIALOG}>Cancel</DialogClose>
          <Button type="submit" tone="primary" disabled={pending}>{pending ? "Adding …" : "Add the provider"}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Kinds and presets are one choice: whoever wants Mistral need not know that it is spoken to like OpenAI. */
function optionsOf(kinds: readonly ProviderKindText[], presets: readonly PresetText[]) {
  const named = kinds.map(({ kind, title, available }) => ({
    value: kind,
    title: available ? title : `${title} (not available yet)`,
    disabled: !available,
  }));
  const known = presets.map(({ preset, title }) => ({ value: presetValue(preset), title }));
  return [
    ...named.filter(({ value }) => value !== "OPENAI_COMPATIBLE" && value !== "MOCK"),
    {
      group: "OpenAI-compatible",
      options: [...known, { value: "OPENAI_COMPATIBLE", title: "Another, by its base URL" }],
    },
    { group: "To try things out", options: named.filter(({ value }) => value === "MOCK") },
  ];
}
