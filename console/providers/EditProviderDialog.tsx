import { useSignal } from "@preact/signals";
import { Button } from "../components/Button.tsx";
import { closeDialog, Dialog, DialogClose, DialogTrigger } from "../components/Dialog.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { SelectField } from "../components/SelectField.tsx";
import { focusFirstError } from "../forms/focus_first_error.ts";
import { type FormErrors, NO_ERRORS } from "../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { AzureFields } from "./AzureFields.tsx";
import { writeDeployments } from "./deployments_text.ts";
import { fillBaseUrl } from "./fill_base_url.ts";
import { FurtherFields } from "./FurtherFields.tsx";
import type { PresetText, ProviderKindText } from "./provider_kinds.ts";
import type { ProviderRow } from "./provider_list.ts";
import type { SaveProviderOutcome } from "./save_provider.ts";

interface EditProviderDialogProps {
  row: ProviderRow;
  kind: ProviderKindText;
  presets: readonly PresetText[];
  /** With the provider as it is now, and what to say of it. */
  onSaved: (row: ProviderRow, sentence: string) => void;
}

/** Asks where a provider is and what it is told; its name and kind stay. */
export function EditProviderDialog({ row, kind, presets, onSaved }: EditProviderDialogProps) {
  const id = `edit-${row.name}`;
  const errors = useSignal<FormErrors>(NO_ERRORS);
  const pending = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const form = event.currentTarget as HTMLFormElement;
    pending.value = true;
    const outcome = await edited(row, new FormData(form));
    pending.value = false;
    if (outcome.kind === "refused") {
      errors.value = outcome.errors;
      return focusFirstError(form);
    }
    closeDialog(id);
    onSaved(outcome.provider, `“${row.name}” is changed in the draft.`);
  };
  return (
    <>
      <DialogTrigger dialog={id} size="small" label={`Edit ${row.name}`}>Edit</DialogTrigger>
      <Dialog id={id} title={`Edit “${row.name}”`} onClose={() => errors.value = NO_ERRORS}>
        {/* Made anew with each version: its fields show what there is now. */}
        <form
          key={row.version}
          method="post"
          noValidate
          class="flex flex-col gap-4"
          onSubmit={submit}
          aria-busy={pending.value}
        >
          {Object.entries({ action: "edit", id: row.id, kind: row.kind, version: row.version }).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {errors.value.message && <Notice tone="error">{errors.value.message}</Notice>}
          <EditedFields {...{ id, row, kind, presets, errors: errors.value }} />
          <div class="flex justify-end gap-2">
            <DialogClose dialog={id}>Cancel</DialogClose>
            <Button type="submit" tone="primary" disabled={pending.value}>
              {pending.value ? "Saving …" : "Save the changes"}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

type EditedFieldsProps = Omit<EditProviderDialogProps, "onSaved"> & { id: string; errors: FormErrors };

function EditedFields({ id, row, kind, presets, errors }: EditedFieldsProps) {
  const { apiVersion, deployments } = row;
  return (
    <>
      {kind.needs.preset !== "refused" && (
        <SelectField
          id={`${id}-preset`}
          name="preset"
          label="Server"
          options={[{ value: "", title: "Another" }, ...presets.map(({ preset, title }) => ({ value: preset, title }))]}
          chosen={row.preset ?? ""}
          hint="Tells what is special about it, and its prices."
          error={errors.fields["preset"]}
          onChange={(select) => fillBaseUrl(select, presets)}
        />
      )}
      <Field
        id={`${id}-base-url`}
        name="baseUrl"
        label={kind.kind === "AZURE_OPENAI" ? "Endpoint" : "Base URL"}
        type="url"
        inputMode="url"
        autocomplete="off"
        autofocus
        placeholder={kind.defaultBaseUrl ?? "https://api.example.com/v1"}
        hint={kind.defaultBaseUrl !== null && "Empty for its own address."}
        defaultValue={row.baseUrl ?? ""}
        error={errors.fields["baseUrl"]}
      />
      {kind.needs.deployments !== "refused" && (
        <AzureFields
          id={id}
          values={{ apiVersion: apiVersion ?? "", deployments: writeDeployments(deployments) }}
          errors={errors}
        />
      )}
      <FurtherFields id={id} row={row} kind={kind} errors={errors} />
    </>
  );
}

async function edited(row: ProviderRow, form: FormData): Promise<SaveProviderOutcome> {
  const module = await onDemand(() => import("./save_provider.ts"));
  if (module === null) return { kind: "refused", errors: OUTDATED };
  return await module.editProvider(browserDependencies().client, row, form);
}
