import { useEffect } from "preact/hooks";
import { Button } from "../components/Button.tsx";
import { Dialog, DialogClose } from "../components/Dialog.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { LIMIT_FIELDS } from "../limits/limit_values.ts";
import { LimitFields } from "../limits/LimitFields.tsx";
import { EXPIRY_CHOICES } from "./key_expiry.ts";
import { KeyExpiryFields, KeyNameField, KeyTextFields } from "./KeyFields.tsx";
import type { KeyValues } from "./key_values.ts";
import { NewKeySecret } from "./NewKeySecret.tsx";

export const CREATE_KEY_DIALOG = "create-key";

/** A key that was made, and what is shown of it this once. */
export interface CreatedKey {
  name: string;
  secret: string;
}

interface CreateKeyDialogProps {
  /** Where closing it leads without a script. */
  path: string;
  gatewayUrl: string;
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
  const { path, gatewayUrl, created, open, onStored, onClose, ...form } = props;
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
          <NewKeySecret secret={created.secret} gatewayUrl={gatewayUrl} model={EXAMPLE_MODEL} />
          <div class="flex justify-end">
            <Button href={path} tone="primary" onClick={onStored}>I have stored it</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** The name of the route that every new project has. */
const EXAMPLE_MODEL = "default";

type CreateKeyFormProps = Pick<CreateKeyDialogProps, "values" | "errors" | "pending" | "onSubmit">;

function CreateKeyForm({ values, errors, pending, onSubmit }: CreateKeyFormProps) {
  const fields = { id: "key", values, errors };
  // What is wrong in there must be seen.
  const hasMore = ["description", "tags", ...LIMIT_FIELDS].some((name) => name in errors.fields);
  return (
    <form method="post" noValidate class="flex flex-col gap-4" onSubmit={onSubmit} aria-busy={pending}>
      <input type="hidden" name="action" value="create" />
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      <KeyNameField {...fields} autofocus />
      <KeyExpiryFields {...fields} options={EXPIRY_CHOICES} />
      <details open={hasMore}>
        <summary class="cursor-pointer text-sm font-medium">Limits, tags and description</summary>
        <div class="mt-3 flex flex-col gap-4">
          <KeyTextFields {...fields} />
          <LimitFields id="key" values={values.limits} errors={errors} providers={[]} />
        </div>
      </details>
      <div class="flex justify-end gap-2">
        <DialogClose dialog={CREATE_KEY_DIALOG}>Cancel</DialogClose>
        <Button type="submit" tone="primary" disabled={pending}>{pending ? "Creating …" : "Create the key"}</Button>
      </div>
    </form>
  );
}
