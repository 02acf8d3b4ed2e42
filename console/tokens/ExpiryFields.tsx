import { EXPIRY_CHOICES } from "../api-keys/key_expiry.ts";
import { Field } from "../components/Field.tsx";
import { SelectField } from "../components/SelectField.tsx";
import type { FormErrors } from "../forms/form_errors.ts";

/** When a token ends: after some days, on a date, or never. */
export function ExpiryFields({ id, errors }: { id: string; errors: FormErrors }) {
  return (
    <div class="group/expiry flex flex-col gap-4">
      <SelectField
        id={`${id}-expiry`}
        name="expiry"
        label="Ends"
        options={EXPIRY_CHOICES}
        chosen="90"
        error={errors.fields["expiry"] ?? errors.fields["expiresAt"]}
      />
      <div class="hidden group-has-[[value=date]:checked]/expiry:block">
        <Field
          id={`${id}-date`}
          name="date"
          label="Last day"
          type="date"
          hint="It ends with this day in UTC."
          autocomplete="off"
          error={errors.fields["date"]}
        />
      </div>
    </div>
  );
}
