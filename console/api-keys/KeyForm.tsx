import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import { LimitFields } from "../limits/LimitFields.tsx";
import { EXPIRY_CHOICES } from "./key_expiry.ts";
import { KeyExpiryFields, KeyNameField, KeyTextFields } from "./KeyFields.tsx";
import { KEEP_EXPIRY, type KeyValues } from "./key_values.ts";

interface KeyFormProps {
  values: KeyValues;
  errors: FormErrors;
  pending: boolean;
  version: number;
  /** When it ends by now, as the choice that keeps it. */
  keptExpiry: string;
  providers: readonly string[];
  /** Where giving up leads. */
  cancelHref: string;
  onSubmit: (event: SubmitEvent) => void;
}

/** What a key is for, when it ends, and what it allows by itself. */
export function KeyForm(props: KeyFormProps) {
  const { values, errors, pending, version, keptExpiry, providers, cancelHref, onSubmit } = props;
  const fields = { id: "edit-key", values, errors };
  return (
    <form method="post" noValidate class="flex flex-col gap-4" onSubmit={onSubmit} aria-busy={pending}>
      <input type="hidden" name="action" value="save" />
      <input type="hidden" name="version" value={version} />
      {errors.message && <Notice tone="error">{errors.message}</Notice>}
      <Card title="Key">
        <div class="flex flex-col gap-3">
          <KeyNameField {...fields} />
          <KeyExpiryFields {...fields} options={[{ value: KEEP_EXPIRY, title: keptExpiry }, ...EXPIRY_CHOICES]} />
          <KeyTextFields {...fields} />
        </div>
      </Card>
      <Card title="Limits of its own">
        <p class="mb-3 text-sm text-muted">Beside every policy that applies; the tightest wins. They always block.</p>
        <LimitFields id="edit-key" values={values.limits} errors={errors} providers={providers} />
      </Card>
      <div class="flex justify-end gap-2">
        <Button href={cancelHref}>Cancel</Button>
        <Button type="submit" tone="primary" disabled={pending}>{pending ? "Saving …" : "Save the changes"}</Button>
      </div>
    </form>
  );
}
