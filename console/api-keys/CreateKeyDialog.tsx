import { useEffect } from "preact/hooks";
import { Button } from "../components/Button.tsx";
import { Dialog, DialogClose } from "../components/Dialog.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { SecretOnce } from "../components/SecretOnce.tsx";
import { SelectField } from "../components/SelectField.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { EXPIRY_CHOICES } from "./key_expiry.ts";
import type { KeyValues } from "./key_values.ts";

export const CREATE_KEY_DIALOG = "create-key";

/** A key that was made, and what is shown of it this once. */
export interface CreatedKey {
  name: string;
  secret: string;
}

interface CreateKeyDialogProps {
  /** Where closing it leads without a script. */
  path: string;
  values: KeyValues;
  errors: FormErrors;
  pending: boolean;
  created: CreatedKey | null;
  open: boolean;
  onSubmit: (event: SubmitEvent) => void;
  onStored: (event: Event) => void;
  onClose: () => void;
}

/** Asks for a name and an end, then shows the key until it is said to be stored. */
export function CreateKeyDialog(props: CreateKeyDialogProps) {
  const { path, created, open, onStored, onClose, ...form } = props;
  useEffect(() => {
    // The form that had the focus is gone.
    if (created !== null) document.querySelector<HTMLElement>(`#${CREATE_KEY_DIALOG} button`)?.focus();
  }, [created]);
  return (
    <Dialog
      id={CREATE_KEY_DIALOG}
      title={created === null ? "New API key" : `The key “${created.name}”`}
      open={open}
      locked={created !== null}
      onClose={onClose}
    >
      {created === null ? <CreateKeyForm {...form} /> : (
        <div class="flex flex-col gap-4">
          <SecretOnce secret={created.secret} label="API key" />
          <div class="flex justify-end">
            <Button href={path} tone="primary" onClick={onStored}>I have stored it</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

type CreateKeyFormProps = Pick<CreateKeyDialogProps, "values" | "errors" | "pending" | "onSubmit">;

function CreateKeyForm({ values, errors, pending, onSubmit }: CreateKeyFormProps) {
  return (
    <form method="post" noValidate class="group/key flex flex-col gap-4" onSubmit={onSubmit} aria-busy={pending}>
      <input type="hidden" name="action" value="create" />
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      <Field
        id="key-name"
        name="name"
        label="Name"
        hint="What it is for, such as the application and where that runs."
        autocomplete="off"
        maxLength={64}
        required
        autofocus
        defaultValue={values.name}
        error={errors.fields["name"]}
      />
      <SelectField
        id="key-expiry"
        name="expiry"
        label="Ends"
        options={EXPIRY_CHOICES}
        chosen={values.expiry}
        error={errors.fields["expiry"]}
      />
      <div class="hidden group-has-[[value=date]:checked]/key:block">
        <Field
          id="key-date"
          name="date"
          label="Last day"
          type="date"
          hint="It ends with this day in UTC."
          autocomplete="off"
          defaultValue={values.date}
          error={errors.fields["date"]}
        />
      </div>
      <div class="flex justify-end gap-2">
        <DialogClose dialog={CREATE_KEY_DIALOG}>Cancel</DialogClose>
        <Button type="submit" tone="primary" disabled={pending}>{pending ? "Creating …" : "Create the key"}</Button>
      </div>
    </form>
  );
}
