import { Field } from "../components/Field.tsx";
import { SelectField, type SelectOption } from "../components/SelectField.tsx";
import { TextArea } from "../components/TextArea.tsx";
import type { FormErrors } from "../forms/form_errors.ts";
import type { KeyValues } from "./key_values.ts";

interface KeyFieldsProps {
  /** Begins the ids of the fields. */
  id: string;
  values: KeyValues;
  errors: FormErrors;
}

/** What a key is for. */
export function KeyNameField({ id, values, errors, autofocus }: KeyFieldsProps & { autofocus?: boolean }) {
  return (
    <Field
      id={`${id}-name`}
      name="name"
      label="Name"
      hint="What it is for, such as the application and where that runs."
      autocomplete="off"
      maxLength={64}
      required
      {...(autofocus && { autofocus })}
      defaultValue={values.name}
      error={errors.fields["name"]}
    />
  );
}

/** When a key ends; the date is asked for only where it matters, without a script too. */
export function KeyExpiryFields(
  { id, values, errors, options }: KeyFieldsProps & { options: readonly SelectOption[] },
) {
  return (
    <div class="group/expiry flex flex-col gap-3">
      <SelectField
        id={`${id}-expiry`}
        name="expiry"
        label="Ends"
        options={options}
        chosen={values.expiry}
        error={errors.fields["expiry"]}
      />
      <div class="hidden group-has-[[value=date]:checked]/expiry:block">
        <Field
          id={`${id}-date`}
          name="date"
          label="Last day"
          type="date"
          hint="It ends with this day in UTC."
          autocomplete="off"
          defaultValue={values.date}
          error={errors.fields["date"]}
        />
      </div>
    </div>
  );
}

/** What is told of a key, and what its records are tagged with. */
export function KeyTextFields({ id, values, errors }: KeyFieldsProps) {
  return (
    <>
      <Field
        id={`${id}-description`}
        name="description"
        label="Description"
        autocomplete="off"
        maxLength={256}
        defaultValue={values.description}
        error={errors.fields["description"]}
      />
      <TextArea
        id={`${id}-tags`}
        name="tags"
        label="Tags"
        hint="On every record of this key, a line each: team = shop. A request’s own tags come first."
        rows={2}
        spellcheck={false}
        defaultValue={values.tags}
        error={errors.fields["tags"]}
      />
    </>
  );
}
